import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { deliver } from '@pangeo-forge/runner-worker/testing/deliver';
import { createDrive, type Drive } from '@pangeo-forge/runner-worker/testing/drive';

interface Example {
  name: string;
  examples: Array<Record<string, unknown>>;
}

let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  drive = await createDrive(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

test('every example of GitHub’s webhooks, of other repositories and of ours, is handled or ignored, and none fails', async () => {
  const path = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
  const events = JSON.parse(readFileSync(path, 'utf8')) as Example[];
  const deliveries = events.flatMap(({ name, examples }) =>
    examples.flatMap((payload, index) => [
      { guid: `${name}-${index}`, event: name, payload },
      { guid: `${name}-${index}-of-ours`, event: name, payload: ofOurs(payload) },
    ]),
  );
  expect(deliveries.length).toBeGreaterThan(300);
  for (let at = 0; at < deliveries.length; at += 50)
    await Promise.all(deliveries.slice(at, at + 50).map((one) => deliver(stage, one)));
  await drive.untilQuiet();
  const { pool } = stage.database;
  const { rows: undone } = await pool.query('select id from webhook_delivery where handled_at is null');
  const { rows: failed } = await pool.query(`select label, last_error from work where state = 'failed'`);
  const { rows: journal } = await pool.query(`select delivery_id, reason from journal where decision = 'failed'`);
  expect({ undone, failed, journal }).toEqual({ undone: [], failed: [], journal: [] });
  const { rowCount } = await pool.query('select 1 from webhook_delivery');
  expect(rowCount).toBe(deliveries.length);
});

/** As it would come from a repository that counts. */
function ofOurs(payload: Record<string, unknown>): Record<string, unknown> {
  const { repository } = payload as { repository?: { full_name?: string } };
  return repository?.full_name ? { ...payload, repository: { ...repository, full_name: STAGED_RECIPES } } : payload;
}
