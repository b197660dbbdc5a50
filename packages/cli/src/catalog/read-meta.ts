import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { parse } from 'yaml';

const PLACES = ['meta.yaml', path.join('feedstock', 'meta.yaml')];

/** meta.yaml of the folder or file that is named; without a name the one here, and null when there is none. */
export async function readMeta(cwd: string, given: string | undefined): Promise<unknown> {
  const base = path.resolve(cwd, given ?? '.');
  for (const place of given?.endsWith('.yaml') ? [''] : PLACES) {
    const text = await readFile(path.join(base, place), 'utf8').catch(() => null);
    if (text === null) continue;
    try {
      return parse(text) as unknown;
    } catch (error) {
      throw new AppError('conflict', `${path.join(base, place)} is no YAML: ${(error as Error).message}`);
    }
  }
  if (given !== undefined) throw new AppError('not_found', `There is no meta.yaml at ${base}.`);
  return null;
}
