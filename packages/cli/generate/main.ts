import path from 'node:path';
import { buildPackage } from './build-package.ts';

// Builds the npm package `pangeo-forge` in packages/cli/dist.
const folder = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '..', 'dist'));
const { files, bytes } = await buildPackage(folder);
process.stdout.write(`${folder}: ${files} files of the program, ${(bytes / 1e6).toFixed(1)} MB\n`);
