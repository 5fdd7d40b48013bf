import { runProgram } from './program';

// The program of `pulumi up`. What it returns are the stack's outputs.
export = (): ReturnType<typeof runProgram> => runProgram();
