import type { GitRepository } from './git-repository.ts';
import { gitText } from './run-git.ts';

export interface FileDiff {
  filename: string;
  previousFilename?: string;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  /** Of the new blob; of the old one when removed. */
  sha: string;
  mode: string;
  additions: number;
  deletions: number;
  /** Absent for binary and large files, as on GitHub. */
  patch?: string;
}

type RawRecord = Omit<FileDiff, 'additions' | 'deletions' | 'patch'>;

const LARGEST_PATCH = 400_000;

/** The difference of two commits or trees, given by their ids: renames found, in git's order (by path). */
export function diffFiles(git: GitRepository, from: string, to: string): Promise<FileDiff[]> {
  return git.remember(`diff ${from} ${to}`, async () =>
    parseDiff(await gitText(git, ['diff-tree', '-r', '-M', '--raw', '--numstat', '-p', '--no-color', '-z', from, to])),
  );
}

/** Raw records, then as many counts, all ended by NUL; after an empty field the patches as text. */
function parseDiff(output: string): FileDiff[] {
  let at = 0;
  const next = (): string => {
    const end = output.indexOf('\0', at);
    const field = output.slice(at, end < 0 ? output.length : end);
    at = end < 0 ? output.length : end + 1;
    return field;
  };
  const records: RawRecord[] = [];
  while (output[at] === ':') records.push(rawRecord(next(), next));
  const counts = records.map(() => {
    const [additions, deletions, path] = next().split('\t');
    // A rename leaves the path empty here, and gives both names in the two fields after it.
    if (path === '') {
      next();
      next();
    }
    return { additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
  });
  next();
  const patches = output.slice(at).split(/^(?=diff --git )/m);
  return records.map((record, index) => {
    const hunks = hunksOf(patches.shift() ?? '');
    // A file that becomes a link (or the like) has two patches: the one is deleted, the other created.
    if (record.status === 'changed') patches.shift();
    const { additions = 0, deletions = 0 } = counts[index] ?? {};
    return { ...record, additions, deletions, ...(hunks === undefined ? {} : { patch: hunks }) };
  });
}

function rawRecord(meta: string, next: () => string): RawRecord {
  const [oldMode = '', mode = '', oldSha = '', sha = '', letter = ''] = meta.slice(1).split(' ');
  const filename = next();
  if (letter.startsWith('R')) return { previousFilename: filename, filename: next(), status: 'renamed', sha, mode };
  if (letter === 'A') return { filename, status: 'added', sha, mode };
  if (letter === 'D') return { filename, status: 'removed', sha: oldSha, mode: oldMode };
  return { filename, status: letter === 'T' ? 'changed' : 'modified', sha, mode };
}

function hunksOf(patch: string): string | undefined {
  const start = patch.search(/^@@ /m);
  if (start < 0 || patch.length > LARGEST_PATCH) return undefined;
  return patch.slice(start).replace(/\n$/, '');
}
