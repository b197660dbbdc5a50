import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GitRepository } from './git-repository.ts';

/**
 * Writes a ref under refs/pull. Only we write there, so an atomic rename is as safe as `git update-ref`, without its
 * process.
 */
export async function writePullRef(git: GitRepository, ref: string, sha: string): Promise<void> {
  const file = join(git.path, ref);
  const fresh = join(git.path, `ref-${randomUUID()}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(fresh, `${sha}\n`);
  await rename(fresh, file);
}
