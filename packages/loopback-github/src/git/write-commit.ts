import type { GitRepository } from './git-repository.ts';
import { gitText } from './run-git.ts';

export interface Signature {
  name: string;
  email: string;
  date: Date;
}

/** A file's new content, with git's mode (100644 when not given); null removes it. */
export type FileChange = string | Uint8Array | { content: string | Uint8Array; mode: string } | null;

export interface NewCommit {
  /** Full name of the ref that is moved to the new commit. */
  ref: string;
  /** The first parent, whose files stay unless changed; none makes a root commit. */
  parent?: string | undefined;
  message: string;
  author: Signature;
  committer: Signature;
  files: Record<string, FileChange>;
}

const oneLine = (text: string): string => text.replace(/[<>\n\0]/g, ' ').trim();
const person = ({ name, email, date }: Signature): string =>
  `${oneLine(name)} <${oneLine(email)}> ${Math.floor(date.getTime() / 1000)} +0000`;
const quoted = (path: string): string =>
  `"${path.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))}"`;
const data = (content: string | Uint8Array): Uint8Array[] => {
  const bytes = Buffer.from(content);
  return [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')];
};

function fileCommand(path: string, change: FileChange): Uint8Array[] {
  if (change === null) return [Buffer.from(`D ${quoted(path)}\n`)];
  const { content, mode } =
    typeof change === 'object' && 'content' in change ? change : { content: change, mode: '100644' };
  return [Buffer.from(`M ${mode} inline ${quoted(path)}\n`), ...data(content)];
}

/** Writes blobs, trees, commit and ref in one git process; returns the commit's id. */
export async function writeCommit(git: GitRepository, commit: NewCommit): Promise<string> {
  const stream = Buffer.concat([
    Buffer.from(`commit ${commit.ref}\nmark :1\n`),
    Buffer.from(`author ${person(commit.author)}\ncommitter ${person(commit.committer)}\n`),
    ...data(commit.message),
    Buffer.from(commit.parent ? `from ${commit.parent}\n` : ''),
    ...Object.entries(commit.files).flatMap(([path, change]) => fileCommand(path, change)),
    Buffer.from('\nget-mark :1\ndone\n'),
  ]);
  return gitText(git, ['fast-import', '--quiet', '--done', '--force', '--date-format=raw'], { input: stream });
}

/** Writes a commit object over an existing tree; moves no ref. */
export async function writeCommitObject(
  git: GitRepository,
  commit: { tree: string; parents: string[]; message: string; author: Signature; committer: Signature },
): Promise<string> {
  const raw = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${person(commit.author)}`,
    `committer ${person(commit.committer)}`,
    '',
    commit.message,
  ].join('\n');
  return gitText(git, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: raw });
}
