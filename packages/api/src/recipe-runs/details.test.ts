import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordObservation } from '@pangeo-forge/db/following/record-observation';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { startRun } from '../../test/running-run.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

test('a run has what the bakery reports of its job: the console, and the resources used', async () => {
  const run = await startRun(served.api.database, 'observed');
  const before = await served.anyone.get(`/recipe_runs/${run.id}`);
  expect(before.body).toMatchObject({ console_url: null, cost: null, bakery_job: null });
  const job = { console_url: 'https://console.example.org/jobs/1', vcpu_hours: 1.5, memory_gb_hours: 6 };
  await recordObservation(served.api.database.pool, run.id, { jobName: 'a1', jobId: 'job-1', job });
  await run.fail('It broke.');
  const { body } = await served.anyone.get(`/recipe_runs/${run.id}?after`);
  expect(body).toMatchObject({
    bakery_job_name: 'a1',
    bakery_job_id: 'job-1',
    console_url: job.console_url,
    cost: { vcpu_hours: 1.5, memory_gb_hours: 6, disk_gb_hours: null, ssd_gb_hours: null },
    failure_reason: 'It broke.',
    duration_seconds: expect.any(Number),
  });
});
