import { writeLogChunk } from '@pangeo-forge/db/logs/write-log';
import type { Pool } from '@pangeo-forge/db/open-database';

/** A run whose runner prints, as the worker stores it. */
export interface PrintingRun {
  id: number;
  /** One chunk of so many lines, each of which says when it was printed. */
  print(lines: number): Promise<void>;
  end(): Promise<void>;
}

const PADDING = 'chunk 17 of 365 of sea_surface_temperature is stored, with 180 by 360 values'.padEnd(90, '.');

export async function startPrintingRun(pool: Pool): Promise<PrintingRun> {
  const { rows } = await pool.query<{ run: number; invocation: string }>(
    `with run as (
       insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, status, is_test)
       select 'printing', 1, min(id), 'abc', '', now(), 'in_progress', true from feedstock returning id)
     insert into runner_invocation (key, kind, subject, recipe_run_id, request, state)
     select 'printing ' || id, 'bake', 'run ' || id, id, '{}', 'running' from run returning recipe_run_id as run, id as invocation`,
  );
  const { run: id, invocation } = rows[0] as { run: number; invocation: string };
  let sequence = 0;
  return {
    id,
    async print(lines) {
      const text = Array.from({ length: lines }, (_, line) => `${PADDING} ${line} printed at ${Date.now()}`).join('\n');
      await writeLogChunk(pool, {
        invocationId: invocation,
        attempt: 1,
        sequence: sequence++,
        lines: text,
        severity: 'INFO',
      });
    },
    async end() {
      await pool.query(`update reciperun set status = 'completed', conclusion = 'success' where id = $1`, [id]);
    },
  };
}
