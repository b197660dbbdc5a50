import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { referencePages } from './reference/reference-pages.ts';

const directory = path.join(import.meta.dirname, '..', 'docs', 'reference');
await mkdir(directory, { recursive: true });
for (const [file, page] of referencePages()) await writeFile(path.join(directory, file), page);
