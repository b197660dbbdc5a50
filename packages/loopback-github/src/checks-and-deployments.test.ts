import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installationClient } from './testing/api-client.ts';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;
let sha: string;

beforeAll(async () => {
  world = await startPopulatedGitHub();
  sha = await world.github.commit({
    repo: REPO,
    branch: 'topic',
    message: 'x',
    author: 'maintainer',
    files: { x: 'x' },
  });
});
afterAll(() => world.stop());

const api = `/repos/${REPO}`;
const run = (body: object) => world.app.post(`${api}/check-runs`, { name: 'synchronize', head_sha: sha, ...body });

test('each push requests a suite from every App that may write checks', async () => {
  const { github, hooks, createdApp } = world;
  await github.drainWebhooks();
  const asked = hooks.of('check_suite', 'requested').filter(({ payload }) => payload.check_suite.head_sha === sha);
  expect(asked.map(({ payload }) => payload.check_suite.app.id)).toEqual([createdApp.id]);
  await world.maintainer.patch(`${api}/check-suites/preferences`, {
    auto_trigger_checks: [{ app_id: createdApp.id, setting: false }],
  });
  hooks.received.length = 0;
  await github.commit({ repo: REPO, branch: 'quiet', message: 'q', author: 'maintainer', files: { q: 'q' } });
  await github.drainWebhooks();
  expect(hooks.of('check_suite')).toEqual([]);
});

test("a run at a fork's head is made in the base repository, and shows no pull request", async () => {
  const { github, app } = world;
  const fork = await github.fork(REPO, 'contributor');
  const head = await github.commit({ repo: fork, branch: 'f', message: 'f', author: 'contributor', files: { f: 'f' } });
  const unknown = await run({ head_sha: head });
  expect([unknown.status, unknown.body.message]).toEqual([422, `No commit found for SHA: ${head}`]);
  await github.openPullRequest({ repo: REPO, head: 'contributor:f', title: 'F', as: 'contributor' });
  const { body } = await run({ head_sha: head });
  expect(body).toMatchObject({ head_sha: head, pull_requests: [] });
  const suite = await app.get(`${api}/check-suites/${body.check_suite.id}`);
  expect(suite.body.head_branch).toBeNull();
});

test('a completed run stays completed; a conclusion completes it', async () => {
  const { app } = world;
  const { body } = await run({ status: 'in_progress', external_id: 'run-1' });
  expect(body).toMatchObject({ status: 'in_progress', conclusion: null, completed_at: null, external_id: 'run-1' });
  const at = `${api}/check-runs/${body.id}`;
  expect((await app.patch(at, { conclusion: 'failure' })).body).toMatchObject({
    status: 'completed',
    completed_at: expect.any(String),
  });
  expect((await app.patch(at, { status: 'in_progress' })).body).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
  });
  expect((await app.patch(at, { status: 'completed' })).status).toBe(422);
});

test('of runs with the same name the latest is listed, or all on request', async () => {
  const first = await run({ name: 'twice', conclusion: 'failure' });
  const second = await run({ name: 'twice', status: 'in_progress' });
  const ids = async (query: string): Promise<number[]> =>
    (await world.app.get(`${api}/commits/${sha}/check-runs?${query}`)).body.check_runs.map(
      ({ id }: { id: number }) => id,
    );
  expect(await ids('check_name=twice')).toEqual([second.body.id]);
  expect(await ids('check_name=twice&filter=all')).toEqual([second.body.id, first.body.id]);
  expect(await ids('check_name=twice&app_id=1')).toEqual([]);
});

test('limits of a check run are those of GitHub: bytes of text, annotations a request, actions', async () => {
  const statusOf = async (output: object, more = {}): Promise<number> =>
    (await run({ output: { title: 't', summary: 's', ...output }, ...more })).status;
  const annotations = (count: number) =>
    Array.from({ length: count }, (_, line) => ({
      path: 'x',
      start_line: line + 1,
      end_line: line + 1,
      annotation_level: 'failure',
      message: 'No',
    }));
  const actions = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ label: 'l', description: 'd', identifier: `i${index}` }));
  expect(await statusOf({ text: 'é'.repeat(32_767) })).toBe(201);
  expect(await statusOf({ text: 'é'.repeat(32_768) })).toBe(422);
  expect(await statusOf({ annotations: annotations(51) })).toBe(422);
  expect(await statusOf({}, { actions: actions(4) })).toBe(422);
  expect(await statusOf({}, { actions: [{ label: 'x'.repeat(21), description: 'd', identifier: 'i' }] })).toBe(422);
  const { body } = await run({ output: { title: 't', summary: 's', annotations: annotations(50) } });
  await world.app.patch(`${api}/check-runs/${body.id}`, {
    output: { title: 't', summary: 's', annotations: annotations(3) },
  });
  expect((await world.app.get(`${api}/check-runs/${body.id}`)).body.output.annotations_count).toBe(53);
});

test("another App's run cannot be changed, and its re-run reaches only its own App", async () => {
  const { github, app, hooks } = world;
  const other = github.createApp({ name: 'Other', owner: 'maintainer', webhookUrl: '' });
  const client = await installationClient(github.apiUrl, other, github.installApp(other.id, 'pangeo-forge'));
  const mine = await run({ name: 'mine', conclusion: 'success' });
  expect((await client.patch(`${api}/check-runs/${mine.body.id}`, { conclusion: 'failure' })).status).toBe(403);
  const theirs = await client.post(`${api}/check-runs`, { name: 'theirs', head_sha: sha, conclusion: 'success' });
  await github.drainWebhooks();
  hooks.received.length = 0;
  await github.rerequestCheckRun(REPO, theirs.body.id, 'maintainer');
  await github.rerequestCheckRun(REPO, mine.body.id, 'maintainer');
  await github.drainWebhooks();
  expect(hooks.of('check_run', 'rerequested').map(({ payload }) => payload.check_run.id)).toEqual([mine.body.id]);
  expect((await app.get(`${api}/check-runs/${mine.body.id}`)).body.status).toBe('completed');
});

test("a press of a run's own button is sent to the App with the button's identifier", async () => {
  const { github, hooks } = world;
  const actions = [{ label: 'Retry', description: 'Runs it again', identifier: 'retry' }];
  const { body } = await run({ conclusion: 'failure', actions });
  github.requestCheckRunAction(REPO, body.id, 'retry', 'maintainer');
  expect(() => github.requestCheckRunAction(REPO, body.id, 'other', 'maintainer')).toThrow('has no action other');
  await github.drainWebhooks();
  const pressed = hooks.of('check_run', 'requested_action').at(-1);
  expect(pressed?.payload).toMatchObject({
    requested_action: { identifier: 'retry' },
    sender: { login: 'maintainer' },
  });
});

test('a deployment behind the default branch is merged instead, unless auto_merge is off', async () => {
  const { github, app } = world;
  await github.commit({ repo: REPO, branch: 'main', message: 'm', author: 'maintainer', files: { m: 'm' } });
  const deploy = (body: object) => app.post(`${api}/deployments`, { ref: 'topic', required_contexts: [], ...body });
  expect((await deploy({})).status).toBe(202);
  expect((await deploy({ auto_merge: false })).status).toBe(201);
  const refused = await app.post(`${api}/deployments`, { ref: 'topic', auto_merge: false });
  expect([refused.status, refused.body.errors[0].field]).toEqual([409, 'required_contexts']);
  expect((await deploy({ ref: 'none' })).status).toBe(422);
});

test('a success makes the earlier ones of its environment inactive, but not in production', async () => {
  const { app, github } = world;
  const deploy = async (environment: string): Promise<number> => {
    const { body } = await app.post(`${api}/deployments`, {
      ref: 'main',
      environment,
      required_contexts: [],
      auto_merge: false,
    });
    await app.post(`${api}/deployments/${body.id}/statuses`, { state: 'success' });
    return body.id as number;
  };
  const states = (id: number): string[] =>
    github
      .repository(REPO)
      .deployments()
      .find((one) => one.id === id)
      ?.statuses.map(({ state }) => state) ?? [];
  const [first, second] = [await deploy('review'), await deploy('review')];
  expect([states(first), states(second)]).toEqual([['success', 'inactive'], ['success']]);
  const [live] = [await deploy('production'), await deploy('production')];
  expect(states(live)).toEqual(['success']);
  const found = await app.get(`${api}/deployments?environment=review&sha=${github.repository(REPO).branches().main}`);
  expect(found.body.map(({ id }: { id: number }) => id)).toEqual([second, first]);
});
