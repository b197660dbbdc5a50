import { readFile } from 'node:fs/promises';
import path from 'node:path';

const COPIED = [
  'name',
  'version',
  'description',
  'keywords',
  'homepage',
  'bugs',
  'repository',
  'license',
  'type',
  'engines',
] as const;

/** package.json as it is published: without dependencies, since all of them are in the program. */
export async function packageManifest(cli: string): Promise<object> {
  const own = JSON.parse(await readFile(path.join(cli, 'package.json'), 'utf8')) as Record<string, unknown>;
  return {
    ...Object.fromEntries(COPIED.map((field) => [field, own[field]])),
    bin: { 'pangeo-forge': 'dist/start.cjs' },
    files: ['dist', 'python', 'schemas', 'THIRD-PARTY-LICENSES.txt'],
    publishConfig: { access: 'public', provenance: true },
  };
}
