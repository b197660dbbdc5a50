import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { stringify } from 'yaml';
import { terraformEnvironmentOf } from '../release/terraform-environment-of.ts';
import { adaptBakeryFile } from './adapt-bakery-file.ts';

/**
 * `bakeries/{bakery}.{deployment}.yaml`: a copy of the same bakery of another deployment, or without one a bakery on
 * this machine. One that is there stays as it is.
 * @param pushHost where Google pushes the states of jobs to; null for a deployment that it cannot reach.
 */
export async function writeBakeryFile(
  configDir: string,
  deployment: string,
  { bakery, from, pushHost }: { bakery: string; from: string | undefined; pushHost: string | null },
): Promise<{ file: string; written: boolean }> {
  const directory = path.join(configDir, 'bakeries');
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, `${bakery}.${deployment}.yaml`);
  if ((await readdir(directory)).includes(path.basename(file))) return { file, written: false };
  if (from === undefined) {
    await writeFile(file, localBakery(configDir, deployment), { flag: 'wx' });
    return { file, written: true };
  }
  const source = path.join(directory, `${bakery}.${from}.yaml`);
  const text = await readFile(source, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AppError('not_found', `${source} cannot be copied: ${error.message}`);
  });
  await writeFile(file, adaptBakeryFile(text, { environment: terraformEnvironmentOf(deployment), pushHost }), {
    flag: 'wx',
  });
  return { file, written: true };
}

function localBakery(configDir: string, deployment: string): string {
  const root = path.join(configDir, '.local', 'data', deployment);
  const storage = (place: string) => ({
    fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
    fsspec_args: { auto_mkdir: true },
    root_path: place,
  });
  const comment = '# yaml-language-server: $schema=../docs/schemas/bakery.schema.json\n';
  return `${comment}${stringify({
    PangeoForge: { region: 'local', description: 'This machine', max_concurrent_runs: 1 },
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    TargetStorage: { ...storage(`${root}/{subpath}`), public_url: '{root_path}' },
    InputCacheStorage: storage(`${root}/cache`),
  })}`;
}
