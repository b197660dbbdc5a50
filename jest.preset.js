// Shared by every package: Node itself runs the sources, as it does in production.
import { fileURLToPath } from 'node:url';
import { ignoredTests } from './tools/jest/long-tests.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  testEnvironment: 'node',
  runtime: here('./tools/jest/native-runtime.js'),
  injectGlobals: false,
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...ignoredTests(process.env.PANGEO_FORGE_LONG_TESTS)],
  globalSetup: here('./tools/jest/global-setup.js'),
  globalTeardown: here('./tools/jest/global-teardown.js'),
  // for tests that hang: a slow machine fails none
  testTimeout: (process.env.PANGEO_FORGE_LONG_TESTS ? 60 : 10) * 60_000,
};
