import { writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { mayExecuteCode } from '@pangeo-forge/shared/meta/may-execute-code';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { readCommittedText } from './read-committed-text.ts';
import { type GitContext, runGit } from './run-git.ts';

export interface PreparedFeedstock {
  /** The commit that the runner is given: the author's, or one of ours on top of it. */
  sha: string;
  /** meta.yaml as its author wrote it; empty when it is no mapping. */
  authorsMeta: Record<string, unknown>;
  /** Whether the runner may execute the author's code. */
  executes: boolean;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'pangeo-forge',
  GIT_AUTHOR_EMAIL: 'pangeo-forge@localhost',
  GIT_COMMITTER_NAME: 'pangeo-forge',
  GIT_COMMITTER_EMAIL: 'pangeo-forge@localhost',
};

/**
 * Makes of the author's commit what the runner accepts, in our own copy of the repository. `meta.yml` becomes
 * `meta.yaml`, unless reading it would execute code. Each recipe keeps only the fields that the runner knows, since its
 * `bake` fails with a bare AssertionError on any other (`Feedstock.parse_recipes`); our own `dataset_type` is one. A
 * bake gets an empty requirements.txt where there is none, because runner 0.10 opens it without asking. All other files
 * stay as they are. The author's meta.yaml is returned too: the runner prints only the fields that its version knows,
 * and 0.10 drops `bakery`, among others.
 * @throws when git cannot be run here: the author must not be blamed for what could not be read.
 */
export async function prepareFeedstock(
  context: GitContext,
  { repository, sha }: { repository: string; sha: string },
  { subdir, isBake, line }: { subdir: string; isBake: boolean; line?: RunnerLine | undefined },
): Promise<PreparedFeedstock> {
  const git = async (...args: readonly string[]) => {
    const answer = await runGit(context, ['--git-dir', repository, ...args]);
    if (answer.broke) throw new Error(`git does not work on this machine: ${answer.complaint}`);
    return answer;
  };
  const exists = async (name: string) => (await git('cat-file', '-e', `${sha}:${posix.join(subdir, name)}`)).ok;
  const hasMetaYaml = await exists('meta.yaml');
  const metaName = hasMetaYaml ? 'meta.yaml' : 'meta.yml';
  const text = await readCommittedText(context, { repository, sha }, posix.join(subdir, metaName));
  // The runner reads the same file, and reports what is wrong with it.
  const authorsMeta = (text === null ? null : await authorsText.fieldsOf(text)) ?? {};
  // Who approves code before it is read looks at meta.yaml only: reading another file must execute nothing.
  if (!hasMetaYaml && !isBake && text !== null && mayExecuteCode(text)) return { sha, authorsMeta, executes: false };
  const changes = new Map<string, string>();
  const known = line === '0.8' ? asMapping(authorsMeta) : withKnownFieldsOnly(authorsMeta, isBake);
  if (known) changes.set('meta.yaml', JSON.stringify(known));
  else if (!hasMetaYaml && text !== null) changes.set('meta.yaml', text);
  if (isBake && text !== null && !(await exists('requirements.txt'))) changes.set('requirements.txt', '');
  return {
    sha: (changes.size > 0 && (await commitOnTop(context, { repository, sha }, subdir, changes))) || sha,
    authorsMeta,
    executes: isBake || (text !== null && mayExecuteCode(text)),
  };
}

/** The legacy line knows `dict_object` in a mapping only, and any field beside `id` and `object`. */
function asMapping(meta: Record<string, unknown>): Record<string, unknown> | null {
  const [recipe, ...others] = Array.isArray(meta['recipes']) ? (meta['recipes'] as unknown[]) : [];
  if (!isMapping(recipe) || others.length > 0 || !Object.hasOwn(recipe, 'dict_object')) return null;
  return { ...meta, recipes: { dict_object: recipe['dict_object'] } };
}

/** JSON is YAML. Null when nothing has to change, or when the runner should show its author what is wrong. */
function withKnownFieldsOnly(meta: Record<string, unknown>, isBake: boolean): Record<string, unknown> | null {
  const { recipes } = meta;
  if (!Array.isArray(recipes)) return null;
  let changed = false;
  const kept = recipes.map((recipe: unknown) => {
    if (!isMapping(recipe)) return recipe;
    // Reading a list of `id` and `object` prints the other fields, of which we need `dataset_type`.
    const fields = Object.hasOwn(recipe, 'dict_object') ? ['dict_object'] : isBake ? ['id', 'object'] : null;
    if (!fields || Object.keys(recipe).every((key) => fields.includes(key))) return recipe;
    changed = true;
    return Object.fromEntries(Object.entries(recipe).filter(([key]) => fields.includes(key)));
  });
  return changed ? { ...meta, recipes: kept } : null;
}

/**
 * A commit that changes these files of the folder only; made without a work tree, so nothing of the author's runs. Null
 * when the repository holds too much: then the runner meets the same, in its sandbox.
 */
async function commitOnTop(
  context: GitContext,
  { repository, sha }: { repository: string; sha: string },
  subdir: string,
  changes: ReadonlyMap<string, string>,
): Promise<string | null> {
  const index = join(context.folder, 'prepared.index');
  const ours = { ...context, environment: { ...context.environment, ...IDENTITY, GIT_INDEX_FILE: index } };
  const git = async (...args: readonly string[]) => {
    const answer = await runGit(ours, ['--git-dir', repository, ...args]);
    if (answer.exceeded) return null;
    if (!answer.ok) throw new Error(`git could not prepare the feedstock: ${answer.complaint}`);
    return answer.stdout.trim();
  };
  if ((await git('read-tree', sha)) === null) return null;
  for (const [name, text] of changes) {
    const file = join(context.folder, `prepared-${name}`);
    await writeFile(file, text);
    const blob = await git('hash-object', '-w', '--no-filters', file);
    if (blob === null) return null;
    await git('update-index', '--add', '--cacheinfo', `100644,${blob},${posix.join(subdir, name)}`);
  }
  const tree = await git('write-tree');
  const commit = tree && (await git('commit-tree', tree, '-p', sha, '-m', 'As the runner reads it'));
  if (!commit) return null;
  await git('update-ref', 'refs/heads/feedstock', commit);
  return commit;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
