import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { type PopulatedGitHub, REPO } from '@pangeo-forge/loopback-github/testing/populated-github';
import { type PopulatedApi, startPopulatedApi } from '../../test/populated-api.ts';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let api: PopulatedApi;
let github: PopulatedGitHub;
let served: ProductionLikeApi;
beforeAll(async () => {
  api = await startPopulatedApi();
  ({ github, served } = api);
  await github.app.post(`/repos/${REPO}/check-runs`, { name: 'synchronize', head_sha: await headSha() });
  await github.maintainer.post(`/repos/${REPO}/issues`, { title: 'secret plans' });
  await github.github.drainWebhooks();
});
afterAll(() => api.stop());

async function headSha(): Promise<string> {
  return (await github.app.get(`/repos/${REPO}/commits/main`)).body.sha;
}

test('check runs of a commit are GitHub’s own', async () => {
  const sha = await headSha();
  const { status, body } = await served.anyone.get(`/feedstocks/1/commits/${sha}/check-runs`);
  expect(status).toBe(200);
  expect(body).toEqual((await github.app.get(`/repos/${REPO}/commits/${sha}/check-runs`)).body);
  expect(body.check_runs[0].name).toBe('synchronize');
});

test('deliveries are GitHub’s own rows, those of a feedstock only its own', async () => {
  const all = await served.anyone.get('/github/hooks/deliveries');
  expect(all.status).toBe(200);
  expect(all.body).toEqual((await github.jwt.get('/app/hook/deliveries?per_page=100')).body);
  const own = await served.anyone.get('/feedstocks/1/deliveries');
  const repository = (await github.app.get(`/repos/${REPO}`)).body.id;
  expect(own.body).toEqual(all.body.filter((row: { repository_id: number }) => row.repository_id === repository));
});

test('one delivery shows our answer; its headers and payload are never shown', async () => {
  const row = (await github.jwt.get('/app/hook/deliveries')).body[0];
  const full = (await github.jwt.get(`/app/hook/deliveries/${row.id}`)).body;
  expect(full.request.payload).not.toBeNull();
  const answer = await served.anyone.get(`/github/hooks/deliveries/${row.id}`);
  expect([answer.status, answer.body]).toEqual([200, full.response]);
  const whole = await served.anyone.get(`/github/hooks/deliveries/${row.id}?response_only=false`);
  expect(whole.body).toEqual({ ...full, request: { headers: {}, payload: null } });
});

test('what neither GitHub nor the database has is 404', async () => {
  const paths = [
    '/feedstocks/999999/deliveries',
    '/feedstocks/999999/commits/abc/check-runs',
    '/feedstocks/6/deliveries',
    '/feedstocks/6/commits/abc/check-runs',
    `/feedstocks/1/commits/${'0'.repeat(40)}/check-runs`,
    '/github/hooks/deliveries/123456789',
  ];
  for (const path of paths) {
    const { status, body } = await served.anyone.get(path);
    expect([path, status, typeof body.detail]).toEqual([path, 404, 'string']);
  }
});

test('while GitHub is unavailable the answer is 502, without internal details', async () => {
  const unreachable = await startProductionLikeApi({
    github: connectGitHubApp({ appId: '1', privateKey: github.createdApp.privateKey, apiUrl: 'http://127.0.0.1:9' }),
  });
  const { status, body } = await unreachable.anyone.get('/github/hooks/deliveries');
  expect([status, body.detail]).toEqual([502, expect.stringContaining('GitHub did not answer')]);
  await unreachable.stop();
});
