// Two projects: `unit` needs Node alone, `cluster` runs real Kubernetes binaries (see test/cluster/README.md).
const typescript = { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] };

module.exports = {
  // Shared machines are slow at times, and no test says how long anything takes. Projects cannot say this for themselves.
  testTimeout: 60_000,
  // One process for each core: by itself jest leaves one idle, which is half of a small machine.
  maxWorkers: '100%',
  projects: [
    {
      displayName: 'unit',
      transform: typescript,
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/'],
    },
    {
      displayName: 'cluster',
      transform: typescript,
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
    },
  ],
};
