import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gitText } from './run-git.ts';

export async function writeBlob(gitDir: string, content: Uint8Array | string): Promise<string> {
  return gitText(gitDir, ['hash-object', '-w', '--stdin'], { input: content });
}

export interface TreeChange {
  path: string;
  mode: string;
  /** Null removes the path. */
  sha: string | null;
}

/** Writes a tree: `base`'s entries (none without it) with the changes applied. Folders are removed and placed whole. */
export async function writeTree(gitDir: string, base: string | undefined, changes: TreeChange[]): Promise<string> {
  const index = join(gitDir, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await gitText(gitDir, base ? ['read-tree', base] : ['read-tree', '--empty'], { env });
    for (const { path, sha } of changes.filter(({ mode }) => mode === '040000')) {
      await gitText(gitDir, ['rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '--', path], { env });
      if (sha) await gitText(gitDir, ['read-tree', `--prefix=${path}/`, sha], { env });
    }
    const lines = changes
      .filter(({ mode }) => mode !== '040000')
      .map(({ path, mode, sha }) => `${sha ? mode : '0'} ${sha ?? '0'.repeat(40)}\t${path}\0`);
    await gitText(gitDir, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    return await gitText(gitDir, ['write-tree'], { env });
  } finally {
    await rm(index, { force: true });
  }
}
