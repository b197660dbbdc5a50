import preset from '../../jest.preset.js';

/** Its tests mostly wait for what they have started. */
export default { ...preset, maxWorkers: process.env.PANGEO_FORGE_LONG_TESTS ? preset.maxWorkers : '100%' };
