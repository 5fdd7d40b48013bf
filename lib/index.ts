/*
 * The public API of `keelson`: platforms and what they are made of. Components, workloads, kinds and ready
 * environments have entry points of their own: `keelson/components`, `keelson/workloads`, `keelson/api`,
 * `keelson/stacks`.
 */
export * from './core';
