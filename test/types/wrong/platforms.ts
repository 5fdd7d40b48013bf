import { App, ImagesProps, Platform } from '../../../lib';
import { LocalStack } from '../../../stacks';

const app = new App();

new Platform(app, 'right', { size: 'production', existingNamespaces: ['auth'] });
new LocalStack(app, 'right', { images: { registry: 'registry.example.com/kubeflow', pullPolicy: 'Always' } });

// @ts-expect-error a size that is none
new Platform(app, 'wrong', { size: 'large' });
// @ts-expect-error a prop that is none
new Platform(app, 'wrong', { sizes: 'small' });
// @ts-expect-error one namespace in the place of a list
new Platform(app, 'wrong', { existingNamespaces: 'auth' });
// @ts-expect-error a platform in nothing
new Platform('wrong');
// @ts-expect-error another pull policy
new Platform(app, 'wrong', { images: { pullPolicy: 'Sometimes' } });
// @ts-expect-error a replacement without tag and digest
export const images: ImagesProps = { replace: { 'ghcr.io/a/b:1': 'mine' } };

const platform = new Platform(app, 'right');
platform.addNamespace('vision', { podSecurity: 'baseline' });
// @ts-expect-error a standard that is none
platform.addNamespace('vision', { podSecurity: 'strict' });
// @ts-expect-error what was said stays
platform.size = 'laptop';
// @ts-expect-error lists cannot grow from outside
platform.existingNamespaces.push('more');
