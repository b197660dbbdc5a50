import { defineEntity, p } from '@mikro-orm/core';
import type { RunPhase } from '../names/run-phase.ts';
import { Timestamptz } from './times.ts';

/** When a phase of a run began and ended, in its last attempt. */
export const RunPhaseEntity = defineEntity({
  name: 'RunPhase',
  tableName: 'run_phase',
  properties: {
    recipe_run_id: p.integer().primary(),
    phase: p.text().$type<RunPhase>().primary(),
    started_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
    /** Null while it goes on. */
    ended_at: p.type(Timestamptz).$type<string>().nullable(),
    /** The trace that it belongs to, as W3C Trace Context writes it; null without telemetry. */
    traceparent: p.text().nullable(),
  },
});
