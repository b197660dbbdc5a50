import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

export type JournalKind = 'delivery' | 'command' | 'transition' | 'operation';
export type JournalDecision =
  | 'ran'
  | 'ignored'
  | 'refused'
  | 'waited'
  | 'superseded'
  | 'failed'
  | 'changed'
  | 'unchanged';

/** What was decided or done, and why; append-only. */
export const JournalEntity = defineEntity({
  name: 'Journal',
  tableName: 'journal',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
    kind: p.text().$type<JournalKind>(),
    /** `pull_request owner/repo#12`, `run 1191`, … */
    subject: p.text(),
    delivery_id: p.text().nullable(),
    recipe_run_id: p.integer().nullable(),
    decision: p.text().$type<JournalDecision>(),
    from_state: p.text().nullable(),
    to_state: p.text().nullable(),
    /** A person's login, `bakery`, `api key …`, `reconciler`, … */
    actor: p.text().nullable(),
    /** A sentence its reader understands. */
    reason: p.text(),
    detail: p.json().$type<unknown>().nullable(),
  },
});
