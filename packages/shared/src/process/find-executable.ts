import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The first executable of this name in a PATH; null when there is none. Relative entries of the PATH are passed over.
 */
export async function findExecutable(name: string, searchPath: string): Promise<string | null> {
  for (const directory of searchPath.split(delimiter).filter((entry) => isAbsolute(entry))) {
    const candidate = join(directory, name);
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return null;
}
