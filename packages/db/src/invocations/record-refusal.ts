import type { Pool } from 'pg';
import { reportWaiting } from '../admission/wait-reports.ts';
import { writeJournal } from '../journal/journal.ts';
import { runSubject } from '../names/subject.ts';
import { storableText } from '../storable.ts';
import { inTransaction } from '../transaction.ts';

export interface HeldUp {
  id: string;
  recipeRunId: number | null;
  /** Who refuses, as the journal names it. */
  actor: string;
  /** A sentence for people. */
  reason: string;
}

/**
 * The bakery does not take the invocation's job for the moment: that is why its run waits from now on, until the
 * invocation has ended. People are notified once, however often it is tried. Not of one whose end was asked for: that
 * waits for nothing. SQL: it returns what the row was before.
 */
export async function recordRefusal(pool: Pool, { id, recipeRunId, actor, reason }: HeldUp): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ first: boolean }>(
      `update runner_invocation i set refused_at = coalesce(i.refused_at, now()), refusal = $2
       from (select id, refused_at from runner_invocation where id = $1 for update) before
       where i.id = before.id and i.state <> 'ended' and i.cancel_requested_at is null returning before.refused_at is null as first`,
      [id, storableText(reason)],
    );
    if (!rows[0]?.first || recipeRunId === null) return;
    await writeJournal(client, {
      kind: 'operation',
      subject: runSubject(recipeRunId),
      recipeRunId,
      decision: 'waited',
      actor,
      reason,
    });
    await reportWaiting(client, recipeRunId);
  });
}
