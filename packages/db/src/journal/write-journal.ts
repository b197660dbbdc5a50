import type { Queryable } from '../transaction.ts';
import { storableJson, storableText } from '../storable.ts';

export interface JournalEntry {
  kind: 'delivery' | 'command' | 'transition' | 'operation';
  /** `pull_request owner/repo#12`, `run 1191`, … */
  subject: string;
  decision: 'ran' | 'ignored' | 'refused' | 'waited' | 'superseded' | 'failed' | 'changed' | 'unchanged';
  /** A sentence its reader understands. */
  reason: string;
  deliveryId?: string | null;
  recipeRunId?: number | null;
  from?: string | null;
  to?: string | null;
  /** A person's login, `bakery`, `api key …`, `reconciler`, … */
  actor?: string | null;
  detail?: unknown;
}

/** Append-only: what was decided or done, and why. */
export async function writeJournal(db: Queryable, entry: JournalEntry): Promise<void> {
  await db.query(
    `insert into journal (kind, subject, delivery_id, recipe_run_id, decision, from_state, to_state, actor, reason, detail)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      entry.kind,
      entry.subject,
      entry.deliveryId ?? null,
      entry.recipeRunId ?? null,
      entry.decision,
      entry.from ?? null,
      entry.to ?? null,
      entry.actor ?? null,
      storableText(entry.reason),
      entry.detail === undefined ? null : storableJson(entry.detail),
    ],
  );
}
