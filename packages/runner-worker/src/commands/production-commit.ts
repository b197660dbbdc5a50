import { findOperations, recordOperation } from '@pangeo-forge/db/journal/operation-records';
import type { CommandContext } from '../registry/define-command.ts';

export type ProductionCommit =
  | { outcome: 'chosen'; sha: string }
  | { outcome: 'refused'; reason: string; reply: string };

/**
 * The commit that is to run in production: what was merged, or what a ref of this repository means. It is asked of GitHub once for a comment, so that
 * a worker that goes on after a crash runs the same commit though the branch has moved.
 */
export async function chooseProductionCommit(context: CommandContext, ref: string | null): Promise<ProductionCommit> {
  const { pull, repo, repository, database, deliveryId, comment, work } = context;
  if (ref === null) return { outcome: 'chosen', sha: pull.mergeCommitSha ?? pull.headSha };
  const target = `ref ${ref}`;
  const before = (await findOperations(database.pool, deliveryId)).find((one) => one.target === target);
  if (before) return { outcome: 'chosen', sha: before.reason };
  const resolved = await repo.git.resolveRef(ref);
  const shown = ref.replaceAll('`', "'").slice(0, 128);
  switch (resolved.outcome) {
    case 'resolved':
      await recordOperation(database.pool, {
        subject: work.subject,
        deliveryId,
        actor: comment.author,
        target,
        reason: resolved.sha,
      });
      return { outcome: 'chosen', sha: resolved.sha };
    case 'unknown':
      return {
        outcome: 'refused',
        reason: `unknown ref ${shown}`,
        reply: `\`${repository}\` has no branch, tag or commit \`${shown}\`. A commit is named by at least seven characters of its id.`,
      };
    case 'not_in_repository':
      return {
        outcome: 'refused',
        reason: `${resolved.sha} is not in this repository`,
        reply: `No branch of \`${repository}\` holds the commit \`${shown}\`; it may be a fork’s, and only what this repository holds is run in production. Merge it first, or name the tag that it has here.`,
      };
  }
}
