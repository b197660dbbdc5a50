import { defineEntity, p } from '@mikro-orm/core';
import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { Subject } from '../names/subject.ts';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

export type WorkState = 'due' | 'leased' | 'waiting' | 'done' | 'failed';

/** Something to be done. */
export const WorkEntity = defineEntity({
  name: 'Work',
  tableName: 'work',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    kind: p.text().$type<WorkKind>(),
    /** What it is about: a delivery id, an invocation id, a run id. One row for each kind and ref, for ever. */
    ref: p.text(),
    /** Work on one subject is done by one worker at a time. */
    subject: p.text().$type<Subject>(),
    /** For the person who reads the queue dashboard. */
    label: p.text(),
    state: p.text().$type<WorkState>().defaultRaw(`'due'`),
    due_at: time().defaultRaw('now()'),
    attempts: p.integer().defaultRaw('0'),
    lease_until: time().nullable(),
    /** Grows with every claim: who holds an older one has lost the work. */
    fence: p.bigint('string').nullable(),
    holder: p.text().nullable(),
    /** It was requested again while somebody worked on it. */
    again: p.boolean().defaultRaw('false'),
    last_error: p.text().nullable(),
    created_at: time().defaultRaw('now()'),
    updated_at: time().defaultRaw('now()'),
    /** How many processes vanished while they worked on it. */
    lost_leases: p.integer().defaultRaw('0'),
    /** Since when it has failed and been retried; null when its last attempt did not fail, or is not retried. */
    retrying_since: time().nullable(),
    /** The trace of what asked for it last, as W3C Trace Context writes it; null without telemetry. */
    traceparent: p.text().nullable(),
  },
});
