import { sql } from 'kysely';
import { affected, all, build } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

export interface Wait {
  subject: string;
  deliveryId: string;
  actor: string | null;
  reason: string;
}

/** That a delivery waits, and for what: once for each reason, however often its handler runs. */
export async function journalWait(db: Queryable, { subject, deliveryId, actor, reason }: Wait): Promise<void> {
  const before = waitsOf(deliveryId).where('reason', '=', reason);
  await affected(
    db,
    build
      .insertInto('journal')
      .columns(['kind', 'subject', 'delivery_id', 'decision', 'actor', 'reason'])
      .expression(
        build
          .selectNoFrom([
            sql<'delivery'>`'delivery'`.as('kind'),
            sql<string>`${subject}::text`.as('subject'),
            sql<string>`${deliveryId}::text`.as('delivery_id'),
            sql<'waited'>`'waited'`.as('decision'),
            sql<string | null>`${actor}::text`.as('actor'),
            sql<string>`${reason}::text`.as('reason'),
          ])
          .where(({ not, exists }) => not(exists(before))),
      ),
  );
}

export async function hasWaited(db: Queryable, deliveryId: string): Promise<boolean> {
  return (await all(db, waitsOf(deliveryId).limit(1))).length > 0;
}

function waitsOf(deliveryId: string) {
  return build
    .selectFrom('journal')
    .select('id')
    .where('delivery_id', '=', deliveryId)
    .where('decision', '=', 'waited');
}
