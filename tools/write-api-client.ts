import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderApiDescription } from '@pangeo-forge/api-client/generate/render-api-description';

const file = path.join(import.meta.dirname, '..', 'packages', 'api-client', 'src', 'api-description.ts');
await writeFile(file, await renderApiDescription());
