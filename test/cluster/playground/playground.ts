import type { Site } from './site';
import type { Stack } from './stack';

/** The local platform somewhere, for people to try it. What is done ends with an exit code. */
export interface Playground {
  /** Starts it, or brings it up to date, and runs the example. */
  start(): Promise<number>;
  /** Removes what `start` has made. */
  stop(): Promise<number>;
  /** Where it is. @throws PlaygroundError when it is nowhere */
  open(): Promise<{ readonly site: Site; readonly stack: Stack }>;
}
