import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderApiDescription } from '../packages/api-client/generate/render-api-description.ts';

const file = path.join(import.meta.dirname, '..', 'packages', 'api-client', 'src', 'api-description.ts');
await writeFile(file, await renderApiDescription());
