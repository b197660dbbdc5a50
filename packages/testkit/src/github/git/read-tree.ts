import { gitBytes, gitText } from './run-git.ts';

export interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  size?: number;
}

/** Entries of a tree-ish, with sizes of blobs; paths are relative to it. */
export async function readTree(gitDir: string, treeish: string, recursive = false): Promise<TreeEntry[]> {
  const flags = recursive ? ['-r', '-t'] : [];
  const output = await gitText(gitDir, ['ls-tree', '-z', '--long', ...flags, treeish]);
  return output
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [meta, path] = split(line, '\t');
      const [mode = '', type = '', sha = '', size = '-'] = meta.split(/ +/);
      const entry: TreeEntry = { path, mode, type: type as TreeEntry['type'], sha };
      return size === '-' ? entry : { ...entry, size: Number(size) };
    });
}

/** The entry at a path, if there is one. */
export async function readTreeEntry(gitDir: string, treeish: string, path: string): Promise<TreeEntry | undefined> {
  const parts = path.split('/');
  const name = parts.pop();
  const folder = parts.length > 0 ? `${treeish}:${parts.join('/')}` : treeish;
  const exists = await gitText(gitDir, ['cat-file', '-t', folder], { accept: [1, 128] });
  if (!['tree', 'commit'].includes(exists)) return undefined;
  const entries = await readTree(gitDir, folder);
  const entry = entries.find((candidate) => candidate.path === name);
  return entry && { ...entry, path };
}

export async function readBlob(gitDir: string, sha: string): Promise<Buffer> {
  return gitBytes(gitDir, ['cat-file', 'blob', sha]);
}

/** `blob`, `tree`, `commit` or `tag`; undefined when the object is not there. */
export async function objectType(gitDir: string, sha: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
  return (await gitText(gitDir, ['cat-file', '-t', sha], { accept: [1, 128] })) || undefined;
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
