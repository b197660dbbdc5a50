import type { GitRepository } from './git-repository.ts';
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
export async function readCommits(git: GitRepository, selection: string[]): Promise<GitCommit[]> {
  const output = await gitText(git, ['log', `--format=${FORMAT}`, ...selection]);
  return output
    .split('\x00\x01')
    .map((record) => record.replace(/^\n/, ''))
    .filter(Boolean)
    .map(parseCommit);
}

/** One commit by its id, without starting a process. */
export async function readCommit(git: GitRepository, sha: string): Promise<GitCommit> {
  const object = await git.read(`${sha}^{commit}`);
  if (!object) throw new Error(`there is no commit ${sha}`);
  const text = object.bytes.toString();
  const blank = text.indexOf('\n\n');
  const headers = text
    .slice(0, blank)
    .split('\n')
    .map((line): [string, string] => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]);
  const values = (name: string): string[] => headers.filter(([header]) => header === name).map(([, value]) => value);
  return {
    sha: object.sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parsePerson(values('author')[0] ?? ''),
    committer: parsePerson(values('committer')[0] ?? ''),
    message: text.slice(blank + 2).replace(/\n$/, ''),
  };
}

function parsePerson(line: string): GitPerson {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)> (-?\d+)/.exec(line) ?? [];
  return { name, email, date: isoSeconds(seconds) };
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
export async function resolveCommit(git: GitRepository, name: string): Promise<string | undefined> {
  if (name === '' || name.startsWith('-') || /[\s~^:?*[\\]|\.\.|@\{/.test(name)) return undefined;
  return (await git.read(`${name}^{commit}`))?.sha;
}

/** The best common ancestor of two commits, given by their ids. */
export async function mergeBase(git: GitRepository, one: string, other: string): Promise<string | undefined> {
  if (one === other) return one;
  // The usual case, a commit on top of the other one, needs no process.
  if ((await readCommit(git, one)).parents.includes(other)) return other;
  if ((await readCommit(git, other)).parents.includes(one)) return one;
  const [first = '', second = ''] = [one, other].toSorted();
  return git.remember(`merge-base ${first} ${second}`, async () => {
    return (await gitText(git, ['merge-base', first, second], { accept: [1] })) || undefined;
  });
}
