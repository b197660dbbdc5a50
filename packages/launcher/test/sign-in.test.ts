// People who sign in with GitHub and press buttons, in a browser, against the processes as they are deployed.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findChromium, openBrowser } from '@pangeo-forge/dashboard/testing/open-browser';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import {
  DEPLOYMENT,
  type FlowStage,
  STAGED_RECIPES,
  startFlowStage,
} from '@pangeo-forge/runner-worker/testing/flow-stage';
import { goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';
import { portOf } from '@pangeo-forge/testkit/process-port';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';

const HANGS_AFTER_MS = 5 * 60_000;
const SESSION = 'pangeo_forge_session';
const chromium = findChromium();

/** Named as skipped where no Chromium is installed. */
(chromium ? describe : describe.skip)('in Chromium', () => {
  let stage: FlowStage;
  let web: Awaited<ReturnType<typeof startWeb>>;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let runId: number;

  beforeAll(async () => {
    stage = await startFlowStage();
    [web, browser] = await Promise.all([startWeb(stage), openBrowser(chromium ?? '')]);
    stage.github.setCallbackUrls(stage.app.id, [`${web.url}/session/callback`]);
    runId = await endedTestRun(stage);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
    await stage?.stop();
  });

  /** A new browser that goes from the run's page through GitHub and back. */
  async function signIn(login: string, options: { javaScriptEnabled?: boolean } = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(HANGS_AFTER_MS);
    await page.goto(`${web.url}/dashboard/recipe-run/${runId}`);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByLabel('Username').fill(login);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const agree = page.getByRole('button', { name: 'Authorize' });
    await page.waitForURL(/\/login\/oauth\/authorize|\/dashboard\//);
    if (await agree.isVisible()) await agree.click();
    await page.waitForURL(`**/dashboard/recipe-run/${runId}**`);
    await page.locator('.account summary', { hasText: login }).waitFor();
    return { context, page };
  }

  const runOf = async (id: number) =>
    (
      await stage.database.pool.query(
        'select status, conclusion, requested_by, retry_of from reciperun where id = $1',
        [id],
      )
    ).rows[0];

  test('who may comment /run signs in, presses Run again, and the run starts in their name', async () => {
    const { page, context } = await signIn('maintainer');
    await page.getByRole('button', { name: 'Run again', exact: true }).first().click();
    await page.waitForURL((url) => /recipe-run\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${runId}`));
    const fresh = Number(/(\d+)$/.exec(new URL(page.url()).pathname)?.[1]);
    await waitFor(async () => (await runOf(fresh))?.conclusion === 'success', { describe: () => runOf(fresh) });
    expect(await runOf(fresh)).toMatchObject({ retry_of: runId, requested_by: 'maintainer' });
    const { rows } = await stage.database.pool.query(
      `select actor, reason from journal where recipe_run_id = $1 and kind = 'operation'`,
      [runId],
    );
    expect(rows).toEqual([{ actor: 'maintainer', reason: `asked to run it again, as run ${fresh}` }]);
    expect(stage.github.userTokens()).toEqual([]);
    await context.close();
  });

  test('a run that waits for /run starts by a press, once, in the name of who pressed', async () => {
    const waiting = await queuedTestRun(stage);
    const { page, context } = await signIn('maintainer');
    await page.goto(`${web.url}/dashboard/recipe-run/${waiting}`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForURL(`**/dashboard/recipe-run/${waiting}`);
    await waitFor(async () => (await runOf(waiting))?.conclusion === 'success', { describe: () => runOf(waiting) });
    expect(await runOf(waiting)).toMatchObject({ requested_by: 'maintainer', retry_of: null });
    const { rows } = await stage.database.pool.query(
      `select actor, decision, reason from journal where delivery_id = $1 and kind = 'delivery'`,
      [`pressed-run-${waiting}`],
    );
    expect(rows).toEqual([{ actor: 'maintainer', decision: 'ran', reason: `started run ${waiting}` }]);
    await context.close();
  });

  test('works without scripts', async () => {
    const { page, context } = await signIn('maintainer', { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Run again', exact: true }).first().click();
    await page.waitForURL((url) => /recipe-run\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${runId}`));
    await context.close();
  });

  test('a stranger reads who may, and a press that is sent all the same is refused', async () => {
    const { page, context } = await signIn('stranger');
    await page.getByText('stranger, you may not do this').waitFor();
    expect(await page.getByRole('button', { name: 'Run again', exact: true }).first().isVisible()).toBe(false);
    const status = await page.evaluate<number>(`(async () => {
      const csrf = document.querySelector('input[name=csrf]').value;
      return (await fetch('/session/runs/${runId}/retry', { method: 'POST', body: new URLSearchParams({ csrf }) })).status;
    })()`);
    expect(status).toBe(403);
    await context.close();
  });

  test('signing out ends the session, also for whoever kept its cookie', async () => {
    const { page, context } = await signIn('contributor');
    const kept = (await context.cookies()).filter(({ name }) => name === SESSION);
    expect(kept).toMatchObject([{ httpOnly: true, sameSite: 'Lax', path: '/', secure: false }]);
    await page.locator('.account summary').click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
    await context.addCookies(kept);
    await page.reload();
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
    expect(web.output()).not.toContain(kept[0]?.value ?? 'no cookie');
    expect(web.output()).toContain('is ready');
    expect(web.output()).not.toMatch(/[?&](?:code|state)=/);
    await context.close();
  });
});

/** The test run of a pull request that nobody has asked for. */
async function queuedTestRun({ github, database }: FlowStage): Promise<number> {
  const fork = 'contributor/staged-recipes';
  const files = goodRecipe('recipes/waits');
  await github.commit({ repo: fork, branch: 'waits', message: 'Add', author: 'contributor', files });
  const { number } = await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: 'contributor:waits',
    title: 'Add another',
    as: 'contributor',
  });
  const queued = async () => {
    const statement = `select id from reciperun where pull_request = $1 and status = 'queued'`;
    return (await database.pool.query<{ id: number }>(statement, [number])).rows[0]?.id;
  };
  await waitFor(async () => (await queued()) !== undefined);
  return (await queued()) ?? 0;
}

/** A test run of a contributor's pull request that a maintainer started by a comment. */
async function endedTestRun({ github, database }: FlowStage): Promise<number> {
  await ensureFeedstock(database.pool, STAGED_RECIPES);
  const fork = await github.fork(STAGED_RECIPES, 'contributor');
  const files = goodRecipe('recipes/noaa');
  const head = await github.commit({ repo: fork, branch: 'noaa', message: 'Add', author: 'contributor', files });
  const { number } = await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: 'contributor:noaa',
    title: 'Add NOAA',
    as: 'contributor',
  });
  const checks = () => github.repository(STAGED_RECIPES).checkRuns(head);
  await waitFor(() => checks().some(({ conclusion }) => conclusion === 'success'), { describe: checks });
  await github.comment(STAGED_RECIPES, number, '/run sst', 'maintainer');
  const ended = async () => {
    const { rows } = await database.pool.query<{ id: number }>(`select id from reciperun where conclusion = 'success'`);
    return rows[0]?.id;
  };
  await waitFor(async () => (await ended()) !== undefined);
  return (await ended()) ?? 0;
}

/** The HTTP services as a process of their own. */
async function startWeb({ config, databaseUrl, redis, github }: FlowStage) {
  const main = path.join(import.meta.dirname, '../src/main.ts');
  const child = execa(process.execPath, [main, 'web'], {
    extendEnv: false,
    env: {
      PORT: '0',
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      PANGEO_FORGE_CONFIG_DIR: config.configDir,
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      LOG_LEVEL: 'trace',
    },
    stdin: 'ignore',
    reject: false,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const url = `http://127.0.0.1:${await portOf(child)}`;
  await waitFor(async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true);
  return {
    url,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      await child;
    },
  };
}
