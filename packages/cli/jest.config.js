import preset from '../../jest.preset.js';

// what is built there has the same name as this package
export default { ...preset, modulePathIgnorePatterns: ['<rootDir>/dist/'] };
