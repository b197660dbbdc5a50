import { sql } from 'kysely';
import { z } from 'zod';
import { all, build, isSameName } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import { writeJournal } from './journal.ts';

export interface CommandRecord {
  /** Place of the command in its comment, from 0. */
  index: number;
  commandName: string;
  args: readonly string[];
  commentId: number;
  outcome: 'ran' | 'refused' | 'superseded';
  reason: string;
  reply?: string | undefined;
}

const detailSchema = z.object({
  index: z.number(),
  commandName: z.string(),
  args: z.array(z.string()),
  commentId: z.number(),
  reason: z.string(),
  reply: z.string().optional(),
});

/** What became of a command, so that a worker that goes on after a crash does not run it twice. */
export async function recordCommand(
  db: Queryable,
  about: { subject: string; deliveryId: string; actor: string; effects: readonly string[] },
  { outcome, reason, ...command }: CommandRecord,
): Promise<void> {
  const { effects, ...entry } = about;
  await writeJournal(db, {
    kind: 'command',
    ...entry,
    decision: outcome,
    reason: `/${command.commandName}: ${reason}`,
    detail: { ...command, reason, effects },
  });
}

/** The commands of a comment that were run already, in their order. */
export async function findCommandRecords(db: Queryable, deliveryId: string): Promise<CommandRecord[]> {
  const entries = await all(
    db,
    build
      .selectFrom('journal')
      .select(['decision', 'detail'])
      .where('delivery_id', '=', deliveryId)
      .where('kind', '=', 'command')
      .orderBy('id'),
  );
  return entries.flatMap(({ decision, detail }) => {
    const parsed = detailSchema.safeParse(detail);
    return parsed.success ? [{ ...parsed.data, outcome: decision as CommandRecord['outcome'] }] : [];
  });
}

/** What later comments on the subject cancelled: the recipe ids of each; an empty list stands for all. */
export async function findLaterCancellations(db: Queryable, subject: string, commentId: number): Promise<string[][]> {
  const cancellations = await all(
    db,
    build
      .selectFrom('journal')
      .select(sql<string[]>`detail -> 'args'`.as('args'))
      .where(({ ref }) => isSameName(ref('subject'), subject))
      .where('kind', '=', 'command')
      .where('decision', '=', 'ran')
      .where(sql`detail ->> 'commandName'`, '=', 'cancel')
      .where(sql`(detail ->> 'commentId')::float8`, '>', commentId),
  );
  return cancellations.map(({ args }) => args);
}
