import { admitInvocation } from '@pangeo-forge/db/admission/admit-invocation';
import { createInvocation } from '@pangeo-forge/db/invocations/invocation';
import { writeLogChunk } from '@pangeo-forge/db/logs/write-log';
import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { runSubject } from '@pangeo-forge/db/names/subject';
import type { Pool } from '@pangeo-forge/db/open-database';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';

export const SAMPLE_BAKERY = 'dataflow-us-central1';
export const SAMPLE_LIMIT = 2;

export interface SampleRuns {
  failed: number;
  succeeded: number;
  running: number;
  waiting: number;
}

const SHA = '5f2c1f0d9f1e4c9c8ad1f43ac2d3c1a7e0b6d5f4';
const TRACEBACK = `Traceback (most recent call last):
  File "/tmp/feedstock/recipe.py", line 31, in <module>
    pattern = FilePattern(make_url, ConcatDim("time", dates, nitems_per_file=1))
  File "/opt/conda/lib/python3.11/site-packages/xarray/core/dataset.py", line 1518, in __getitem__
    return self._construct_dataarray(key)
KeyError: 'time'`;

/** Runs of today, each in another state, made as the worker makes them. */
export async function tellSampleStory(pool: Pool): Promise<SampleRuns> {
  const run = (recipe: string, feedstock: number, isTest: boolean) => beginRun(pool, recipe, feedstock, isTest);
  const failed = await run('ocean-colour', 4, true);
  await failed.admit();
  await failed.print([
    '\u001b[36mpangeo-forge-runner\u001b[0m 0.10.2',
    'Target Storage is S3FSTarget()',
    'Picked Git content provider.',
  ]);
  await failed.print([
    'Cloning into /tmp/feedstock …',
    'HEAD is now at 5f2c1f0 Add ocean colour',
    'Parsing recipes from feedstock/meta.yaml',
  ]);
  await failed.print(TRACEBACK.split('\n'), 'ERROR');
  await failed.end({ type: 'failed', actor: 'worker', reason: "KeyError: 'time'", traceback: TRACEBACK });
  const succeeded = await run('sea-surface-temperature', 2, false);
  await succeeded.admit();
  await succeeded.print([
    'Parsing recipes from feedstock/meta.yaml',
    'Baking sea-surface-temperature',
    'Submitted job a6170692e',
  ]);
  await succeeded.print([
    '\u001b[32mINFO\u001b[0m OpenURLWithFSSpec: 365 inputs',
    '\u001b[33mWARN\u001b[0m 2 inputs answered late',
    '\u001b[32mINFO\u001b[0m StoreToZarr: 365 of 365 chunks',
  ]);
  await pool.query(
    `update reciperun set bakery_job_name = 'a6170692e70616e67656f2d666f726765', bakery_job_id = '2026-11-21_02_14_07-1284', target_url = 'x',
       bakery_job = '{"console_url": "https://console.cloud.google.com/dataflow", "vcpu_hours": 6.25, "memory_gb_hours": 23.4}' where id = $1`,
    [succeeded.id],
  );
  const datasetPublicUrl = 's3://pangeo-forge/sea-surface-temperature-feedstock/sea-surface-temperature.zarr';
  await succeeded.end({ type: 'succeeded', actor: 'bakery', datasetPublicUrl });
  const running = await run('daily-precipitation', 3, true);
  await running.admit();
  await running.print([
    'Parsing recipes from feedstock/meta.yaml',
    '\u001b[32mINFO\u001b[0m OpenURLWithFSSpec: 2 inputs',
  ]);
  const other = await run('soil-moisture', 5, false);
  await other.admit();
  const waiting = await run('reanalysis-winds', 7, true);
  await run('soil-moisture', 5, false);
  await run('river-discharge', 8, true);
  await putBack(pool, 24);
  return { failed: failed.id, succeeded: succeeded.id, running: running.id, waiting: waiting.id };
}

type EndOfRun = Parameters<typeof transitionRun>[2];

async function beginRun(pool: Pool, recipeId: string, feedstockId: number, isTest: boolean) {
  const { rows } = await pool.query<{ next: number }>('select count(*)::integer as next from reciperun');
  const dispatchKey = `sample ${rows[0]?.next}`;
  const { id } = await registerRun(pool, {
    dispatchKey: dispatchKey as DispatchKey,
    recipeId,
    bakeryId: 1,
    feedstockId,
    headSha: SHA,
    isTest,
    datasetType: 'zarr',
    cloneUrl: 'https://github.com/pangeo-forge/staged-recipes.git',
    feedstockSubdir: null,
    pullRequest: isTest ? 41 : null,
    requestedBy: isTest ? 'a-maintainer' : 'merge of #38',
  });
  await transitionRun(pool, id, { type: 'dispatched', actor: isTest ? 'a-maintainer' : 'merge of #38' });
  const bake = { recipeId, bakery: SAMPLE_BAKERY, jobName: 'j', prune: isTest, subpath: 's', datasetType: 'zarr' };
  const invocation = await createInvocation(pool, {
    key: dispatchKey,
    kind: 'bake',
    subject: runSubject(id),
    recipeRunId: id,
    request: { repoUrl: 'x', ref: SHA, feedstockSubdir: null, bake },
    label: dispatchKey,
  });
  let sequence = 0;
  return {
    id,
    admit: () => admitInvocation(pool, invocation.id, { bakery: SAMPLE_BAKERY, limit: SAMPLE_LIMIT, paused: null }),
    print: (lines: readonly string[], severity = 'INFO') =>
      writeLogChunk(pool, {
        invocationId: invocation.id,
        attempt: 1,
        sequence: sequence++,
        lines: lines.join('\n'),
        severity,
      }),
    async end(event: EndOfRun) {
      await pool.query(`update runner_invocation set state = 'ended' where id = $1`, [invocation.id]);
      await transitionRun(pool, id, event);
    },
  };
}

/** Moves all times back, so that finished runs took a while. */
async function putBack(pool: Pool, minutes: number): Promise<void> {
  await pool.query(
    `update reciperun set started_at = started_at - $1 * interval '1 minute', dispatched_at = dispatched_at - $1 * interval '1 minute' + interval '40 seconds'
     where dispatch_key like 'sample %'`,
    [minutes],
  );
  await pool.query(
    `update journal set at = at - $1 * interval '1 minute' + interval '40 seconds' where to_state = 'in_progress'`,
    [minutes],
  );
  await pool.query(`update log_chunk set written_at = written_at - ($1 - 3 * sequence) * interval '1 minute'`, [
    minutes,
  ]);
}
