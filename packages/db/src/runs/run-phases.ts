import { idsOf, tracing } from '@pangeo-forge/shared/telemetry/tracing';
import { RUN_PHASES, type RunPhase } from '../names/run-phase.ts';
import { all, build, iso } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/**
 * Begins a phase, and ends the one before. A new attempt begins again: the times of phases that come later in the order
 * are forgotten. SQL, since the three are one statement.
 */
export async function enterPhase(db: Queryable, runId: number, phase: RunPhase): Promise<void> {
  const later = RUN_PHASES.slice(RUN_PHASES.indexOf(phase) + 1);
  await db.query(
    `with forgotten as (delete from run_phase where recipe_run_id = $1 and phase = any($3::text[])),
       ended as (
         update run_phase set ended_at = now()
         where recipe_run_id = $1 and phase <> $2 and phase <> all($3::text[]) and ended_at is null)
     insert into run_phase as p (recipe_run_id, phase, traceparent) values ($1, $2, $4)
     on conflict (recipe_run_id, phase) do update
       set started_at = now(), ended_at = null, traceparent = excluded.traceparent where p.ended_at is not null`,
    [runId, phase, later, tracing().traceparent()],
  );
}

/** Nothing of the run goes on. */
export async function endPhases(db: Queryable, runId: number): Promise<void> {
  await db.query('update run_phase set ended_at = now() where recipe_run_id = $1 and ended_at is null', [runId]);
}

export interface TimedPhase {
  phase: RunPhase;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Null while it goes on. */
  endedAt: string | null;
  /** Of its spans; null without telemetry. */
  traceId: string | null;
}

/** In order; none for a run that began before phases were stored. */
export async function listPhases(db: Queryable, runId: number): Promise<TimedPhase[]> {
  const phases = await all(
    db,
    build
      .selectFrom('run_phase')
      .select(({ ref }) => [
        'phase',
        iso(ref('started_at'), 'ms').as('startedAt'),
        iso(ref('ended_at'), 'ms').as('endedAt'),
        'traceparent',
      ])
      .where('recipe_run_id', '=', runId),
  );
  return phases
    .sort((one, other) => RUN_PHASES.indexOf(one.phase) - RUN_PHASES.indexOf(other.phase))
    .map(({ traceparent, ...phase }) => ({
      ...phase,
      traceId: traceparent === null ? null : idsOf(traceparent).trace_id,
    }));
}
