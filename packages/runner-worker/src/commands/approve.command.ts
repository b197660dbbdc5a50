import { approveRun, findHeldRuns } from '@pangeo-forge/db/admission/budget';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { runLink } from '../runs/run-links.ts';
import { defineCommand, refused } from './command.ts';
import { findRun } from '@pangeo-forge/db/runs/find-runs';

export const approveCommand = defineCommand({
  name: 'approve',
  usage: '/approve [RECIPE_ID…]',
  summary: 'starts runs of this pull request that wait since they may exceed a budget',
  permission: 'production',
  async handle(context) {
    const { database, waker, repository, pull, comment, deliveryId, args } = context;
    const { pool } = database;
    const of = { feedstockSpec: repository.toString(), pullRequest: pull.number };
    const held = await findHeldRuns(pool, of);
    const chosen = held.filter(({ recipeId }) => args.length === 0 || args.includes('all') || args.includes(recipeId));
    if (chosen.length === 0) {
      const known = held.map(({ recipeId }) => codeSpan(recipeId)).join(', ');
      const reply =
        known === ''
          ? 'No run of this pull request waits for an approval. `/status` shows its runs.'
          : `Those that wait for an approval: ${known}.`;
      return refused('nothing waits for an approval', reply);
    }
    const lines: string[] = [];
    for (const { runId, recipeId } of chosen) {
      const due = await inTransaction(pool, (client) => approveRun(client, { runId, by: comment.author, deliveryId }));
      await waker.wake(due ?? []);
      const run = await findRun(pool, runId);
      const name = run ? `[run ${runId}](${await runLink(context, run)})` : `run ${runId}`;
      lines.push(`${codeSpan(recipeId)} is approved: ${name} starts when its bakery has room.`);
    }
    return {
      outcome: 'ran',
      reason: `approved ${chosen.map(({ runId }) => `run ${runId}`).join(', ')}`,
      reply: lines.join('\n'),
    };
  },
});
