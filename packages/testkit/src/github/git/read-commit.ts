import { gitText } from './run-git.ts';

export interface GitPerson {
  name: string;
  email: string;
  date: string;
}

export interface GitCommit {
  sha: string;
  tree: string;
  parents: string[];
  author: GitPerson;
  committer: GitPerson;
  message: string;
}

const FORMAT = '%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B%x00%x01';

/** Commits that `git log` selects with these arguments, newest first. */
export async function readCommits(gitDir: string, selection: string[]): Promise<GitCommit[]> {
  const output = await gitText(gitDir, ['log', `--format=${FORMAT}`, ...selection]);
  return output
    .split('\x00\x01')
    .map((record) => record.replace(/^\n/, ''))
    .filter(Boolean)
    .map(parseCommit);
}

export async function readCommit(gitDir: string, sha: string): Promise<GitCommit> {
  const [commit] = await readCommits(gitDir, ['-1', sha, '--']);
  if (!commit) throw new Error(`git log showed nothing for ${sha}`);
  return commit;
}

function parseCommit(record: string): GitCommit {
  const [sha = '', tree = '', parents = '', an = '', ae = '', at = '', cn = '', ce = '', ct = '', body = ''] =
    record.split('\0');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, date: isoSeconds(at) },
    committer: { name: cn, email: ce, date: isoSeconds(ct) },
    message: body.replace(/\n$/, ''),
  };
}

const isoSeconds = (epochSeconds: string): string =>
  new Date(Number(epochSeconds) * 1000).toISOString().replace('.000Z', 'Z');

/** The commit a branch, tag, full ref or (abbreviated) id stands for. */
export async function resolveCommit(gitDir: string, name: string): Promise<string | undefined> {
  if (name === '' || name.startsWith('-') || /[\s~^:?*[\\]|\.\.|@\{/.test(name)) return undefined;
  const shown = await gitText(gitDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], {
    accept: [1, 128],
  });
  return /^[0-9a-f]{40}$/.test(shown) ? shown : undefined;
}

/** The best common ancestor. */
export async function mergeBase(gitDir: string, one: string, other: string): Promise<string | undefined> {
  return (await gitText(gitDir, ['merge-base', one, other], { accept: [1] })) || undefined;
}
