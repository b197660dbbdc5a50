import preset from '../../jest.preset.js';

/** Its tests take as long as those of four other packages, and mostly wait for processes that they have started. */
export default { ...preset, maxWorkers: process.env.PANGEO_FORGE_LONG_TESTS ? preset.maxWorkers : '100%' };
