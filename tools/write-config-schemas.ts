import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configSchemas } from '@pangeo-forge/shared/config/config-schemas';

const directory = path.join(import.meta.dirname, '..', 'docs', 'schemas');
await mkdir(directory, { recursive: true });
for (const [name, schema] of Object.entries(configSchemas())) {
  await writeFile(path.join(directory, name), `${JSON.stringify(schema, null, 2)}\n`);
}
