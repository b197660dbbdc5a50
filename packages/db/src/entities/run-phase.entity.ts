import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

/** What a run goes through, in order. A bake on this machine is not submitted. */
export const RUN_PHASES = ['clone', 'environment', 'read', 'submit', 'bake', 'inspect'] as const;

export type RunPhase = (typeof RUN_PHASES)[number];

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
