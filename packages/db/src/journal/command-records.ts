import { z } from 'zod';
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

/** What became of a command, so that a worker that goes on after a crash does not give it twice. */
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

/** The commands of a comment that were given already, in their order. */
export async function findCommandRecords(db: Queryable, deliveryId: string): Promise<CommandRecord[]> {
  const { rows } = await db.query<{ decision: CommandRecord['outcome']; detail: unknown }>(
    `select decision, detail from journal where delivery_id = $1 and kind = 'command' order by id`,
    [deliveryId],
  );
  return rows.flatMap(({ decision, detail }) => {
    const parsed = detailSchema.safeParse(detail);
    return parsed.success ? [{ ...parsed.data, outcome: decision }] : [];
  });
}

/** What later comments on the subject cancelled: the recipe ids of each; an empty list stands for all. */
export async function findLaterCancellations(db: Queryable, subject: string, commentId: number): Promise<string[][]> {
  const { rows } = await db.query<{ args: string[] }>(
    `select detail -> 'args' as args from journal
     where lower(subject) = lower($1) and kind = 'command' and decision = 'ran' and detail ->> 'commandName' = 'cancel'
       and (detail ->> 'commentId')::float8 > $2`,
    [subject, commentId],
  );
  return rows.map(({ args }) => args);
}
