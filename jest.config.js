// The tests of all packages in one run, so that its processes stay busy to the end, and load what packages share once.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import preset from './jest.preset.js';

const { testTimeout } = preset;

export default {
  projects: globSync('{packages/*,bench,tools,system-tests}/jest.config.js', { cwd: import.meta.dirname }).map(
    (config) => `<rootDir>/${config}`,
  ),
  testTimeout,
  maxWorkers: 2 * availableParallelism(), // tests wait half of their time for what they have started
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/tools/jest/longest-first.js',
  reporters: ['default', '<rootDir>/tools/jest/tally-reporter.js'],
};
