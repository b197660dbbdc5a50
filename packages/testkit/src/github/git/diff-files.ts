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

const LARGEST_PATCH = 400_000;

/** The difference of two commits or trees, given by their ids: renames found, in git's order (by path). */
export function diffFiles(git: GitRepository, from: string, to: string): Promise<FileDiff[]> {
  return git.remember(`diff ${from} ${to}`, () => compareTrees(git, from, to));
}

async function compareTrees(git: GitRepository, from: string, to: string): Promise<FileDiff[]> {
  const range = ['-r', '-M', from, to];
  const [raw, numbers, patch] = await Promise.all([
    gitText(git, ['diff-tree', '--raw', '-z', '--no-abbrev', ...range]),
    gitText(git, ['diff-tree', '--numstat', '-z', ...range]),
    gitText(git, ['diff-tree', '-p', '--no-color', ...range]),
  ]);
  const counts = numstats(numbers);
  const patches = patch.split(/^(?=diff --git )/m).filter(Boolean);
  return rawRecords(raw).map((record, index) => {
    const { additions, deletions } = counts[index] ?? { additions: 0, deletions: 0 };
    const hunks = hunksOf(patches[index] ?? '');
    return { ...record, additions, deletions, ...(hunks === undefined ? {} : { patch: hunks }) };
  });
}

function hunksOf(patch: string): string | undefined {
  const start = patch.search(/^@@ /m);
  if (start < 0 || patch.length > LARGEST_PATCH) return undefined;
  return patch.slice(start).replace(/\n$/, '');
}

function rawRecords(raw: string): Omit<FileDiff, 'additions' | 'deletions'>[] {
  const fields = raw.split('\0').filter(Boolean);
  const records: Omit<FileDiff, 'additions' | 'deletions'>[] = [];
  for (let at = 0; at < fields.length; ) {
    const [oldMode = '', mode = '', oldSha = '', newSha = '', letter = ''] = (fields[at++] ?? '').slice(1).split(' ');
    const filename = fields[at++] ?? '';
    if (letter.startsWith('R')) {
      records.push({ previousFilename: filename, filename: fields[at++] ?? '', status: 'renamed', sha: newSha, mode });
    } else if (letter === 'A') records.push({ filename, status: 'added', sha: newSha, mode });
    else if (letter === 'D') records.push({ filename, status: 'removed', sha: oldSha, mode: oldMode });
    else records.push({ filename, status: letter === 'T' ? 'changed' : 'modified', sha: newSha, mode });
  }
  return records;
}

function numstats(output: string): { additions: number; deletions: number }[] {
  const fields = output.split('\0');
  const counts: { additions: number; deletions: number }[] = [];
  for (let at = 0; at < fields.length; ) {
    const field = fields[at++];
    if (!field) continue;
    const [added = '0', deleted = '0', path = ''] = field.split('\t');
    // A rename leaves the path empty here, and gives both names in the two fields after it.
    if (path === '') at += 2;
    counts.push({ additions: Number(added) || 0, deletions: Number(deleted) || 0 });
  }
  return counts;
}
