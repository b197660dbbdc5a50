import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { sweepInvocationFolders } from './sweep-invocation-folders.ts';

/**
 * Where all workers of this user on this machine have their invocations' folders. So a worker that starts finds what a killed one left, and ends it:
 * recipes that still write to a store which the next try is about to write, and files with secrets.
 * @param parent a directory for temporary files, on this machine's own disk
 * @throws AppError `invalid_config` when somebody else made a folder of that name, or could write to ours
 */
export async function openInvocationsFolder(parent: string): Promise<string> {
  const user = process.getuid?.();
  const folder = join(parent, `pangeo-forge-invocations-${user ?? 'all'}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(folder);
  if (user !== undefined && (uid !== user || (mode & 0o077) !== 0))
    throw new AppError('invalid_config', `${folder} must belong to this user alone: remove it, or set TMPDIR`);
  await sweepInvocationFolders(folder);
  return folder;
}
