import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { findHeadsLike } from '@pangeo-forge/db/deliveries/pull-request-history';
import { reviewOfHead } from '../permissions/whose-head.ts';
import { type CommandContext, type CommandResult, refused } from './command.ts';
import { whyLate, whyOutdated } from './outdated-commands.ts';

export type NamedCommit =
  | { outcome: 'named'; sha: string | null; ids: string[] }
  | { outcome: 'unclear'; reason: string; reply: string };

const SHA = /^[0-9a-f]{7,40}$/i;
const FULL_LENGTH = 40;
const MAX_SHOWN = 200;

/** Takes the commit out of the arguments of a command: `sst@1a2b3c4`. `sha` is null where none is named. */
export function readNamedCommit(args: readonly string[]): NamedCommit {
  const shas = new Set<string>();
  const ids: string[] = [];
  for (const arg of args) {
    const plain = arg.replace(/[`"',]+$/, '');
    const at = plain.indexOf('@');
    if (at < 0) {
      ids.push(arg);
      continue;
    }
    const sha = plain.slice(at + 1).toLowerCase();
    if (!SHA.test(sha))
      return unclear(
        'no commit follows the @',
        'After `@` write the id of the commit, at least its first seven characters: `/run RECIPE_ID@1a2b3c4`.',
      );
    shas.add(sha);
    if (at > 0) ids.push(plain.slice(0, at));
  }
  if (shas.size > 1) return unclear('two commits were named', 'Please name one commit, and write a comment for each.');
  return { outcome: 'named', sha: [...shas][0] ?? null, ids };
}

/**
 * Refuses a command that does not certainly mean the head: what it names is another commit, or it names none and the
 * head is one that nobody may have looked at. Null when the head is meant.
 */
export async function whyNotTheHead(
  context: CommandContext,
  { sha, ids }: { sha: string | null; ids: readonly string[] },
): Promise<CommandResult | null> {
  const { pull, comment } = context;
  if (sha !== null) return whyOtherThan(context, sha);
  const stale = await whyOutdated(context);
  if (stale) return refused('the comment does not mean the commit that would be run', stale);
  const review = await reviewOfHead(context, pull, comment);
  if (review.outcome === 'seen') return null;
  const recipes = ids.join(' ').replaceAll('`', '').slice(0, MAX_SHOWN) || 'all';
  const example = `/run ${recipes}@${pull.headSha}`;
  const button = review.checkUrl === null ? '' : ` press \`Run all\` on [its check](${review.checkUrl}), or`;
  return refused(
    `nobody has looked at ${pull.headSha.slice(0, 7)}`,
    `Nothing was started: when you wrote this, commit ${pull.headSha.slice(0, 7)} was new, so you may not have seen it. Please review it, then${button} comment ${codeSpan(example)}.`,
  );
}

async function whyOtherThan(context: CommandContext, sha: string): Promise<CommandResult | null> {
  const { pull } = context;
  if (pull.state === 'closed') return refused('the pull request is closed', CLOSED);
  const late = whyLate(context);
  if (late) return refused('the comment arrived late', late);
  if (!pull.headSha.startsWith(sha))
    return refused(
      `${sha.slice(0, 7)} is not the head`,
      `${codeSpan(sha)} is not the newest commit of this pull request, so nothing was started. The newest is ${pull.headSha}.`,
    );
  if (sha.length === FULL_LENGTH || (await isOnlyHeadLike(context, sha))) return null;
  return refused(
    `${sha.slice(0, 7)} means several commits`,
    `More than one commit of this pull request begins with ${codeSpan(sha)}, so nothing was started. Please write all ${FULL_LENGTH} characters.`,
  );
}

/** Somebody may push a commit whose id begins like that of one which was reviewed. */
async function isOnlyHeadLike({ database, repository, pull }: CommandContext, prefix: string): Promise<boolean> {
  const place = { repository: repository.toString(), number: pull.number };
  const heads = await findHeadsLike(database.pool, { ...place, prefix });
  return heads.every((head) => head === pull.headSha);
}

const CLOSED = 'This pull request is closed, so there is nothing to test.';

function unclear(reason: string, reply: string): NamedCommit {
  return { outcome: 'unclear', reason, reply };
}
