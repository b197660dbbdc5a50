import { type GitRepository, isObjectId } from './git-repository.ts';
import { gitText } from './run-git.ts';

export interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Of a blob, in bytes. */
  size?: number;
}

/** Entries of a tree-ish, with sizes of blobs; paths are relative to it. */
export function readTree(git: GitRepository, treeish: string, isRecursive = false): Promise<TreeEntry[]> {
  const list = async (): Promise<TreeEntry[]> => {
    const flags = isRecursive ? ['-r', '-t'] : [];
    const output = await gitText(git, ['ls-tree', '-z', '--long', ...flags, treeish]);
    return output.split('\0').filter(Boolean).map(parseEntry);
  };
  return isObjectId(treeish) ? git.remember(`tree ${treeish} ${isRecursive}`, list) : list();
}

function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
  const entry: TreeEntry = { path: line.slice(tab + 1), mode, type: type as TreeEntry['type'], sha };
  return size === '-' ? entry : { ...entry, size: Number(size) };
}

/** The entry at a path of a commit or tree, if there is one; without its size. */
export async function readTreeEntry(git: GitRepository, treeish: string, path: string): Promise<TreeEntry | undefined> {
  const parts = path.split('/');
  const name = parts.pop();
  const folder = await git.read(parts.length > 0 ? `${treeish}:${parts.join('/')}` : `${treeish}^{tree}`);
  if (folder?.type !== 'tree') return undefined;
  const entry = entriesOf(folder.bytes).find((candidate) => candidate.path === name);
  return entry && { ...entry, path };
}

/** A tree object: a sequence of `<mode> <name>\0<20 bytes of id>`. */
function entriesOf(tree: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(32, at);
    const end = tree.indexOf(0, space);
    const mode = tree.toString('latin1', at, space).padStart(6, '0');
    const type = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    entries.push({
      path: tree.toString('utf8', space + 1, end),
      mode,
      type,
      sha: tree.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

export async function readBlob(git: GitRepository, sha: string): Promise<Buffer> {
  const object = await git.read(sha);
  if (object?.type !== 'blob') throw new Error(`there is no blob ${sha}`);
  return object.bytes;
}

/** `blob`, `tree`, `commit` or `tag`; undefined when there is no such object. */
export async function objectType(git: GitRepository, sha: string): Promise<string | undefined> {
  return isObjectId(sha) ? (await git.read(sha))?.type : undefined;
}
