// Writes the table of hostile recipes into docs/security.md: `node
// packages/recipe-runner/test/hostile/write-table.main.ts`.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withTable } from './with-table.ts';

const file = fileURLToPath(new URL('../../../../docs/security.md', import.meta.url));
await writeFile(file, withTable(await readFile(file, 'utf8')));
