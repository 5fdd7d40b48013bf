import { App } from '../lib/core';
import { LocalStack } from './local';

const app = new App();
new LocalStack(app);
app.synth();
