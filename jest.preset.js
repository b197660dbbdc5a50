// Shared by every package: sources are TypeScript that Node itself could run, so types are only stripped.
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': here('./tools/jest/strip-types-transformer.js') },
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: process.env.PANGEO_FORGE_LONG_TESTS
    ? ['/node_modules/']
    : ['/node_modules/', '\\.long\\.test\\.ts$'],
  globalSetup: here('./tools/jest/global-setup.js'),
  globalTeardown: here('./tools/jest/global-teardown.js'),
  reporters: ['default', here('./tools/jest/tally-reporter.js')],
  // for tests that hang: a slow machine fails none
  testTimeout: (process.env.PANGEO_FORGE_LONG_TESTS ? 60 : 10) * 60_000,
  maxWorkers: '50%', // tools/test.ts runs several packages at once
  workerIdleMemoryLimit: '512MB',
};
