import preset from '../jest.preset.js';

/** Tests stand beside the programs, without `src`. */
export default { ...preset, testMatch: ['<rootDir>/**/*.test.ts'] };
