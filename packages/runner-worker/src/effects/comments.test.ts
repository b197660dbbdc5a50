import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import type { Subject } from '@pangeo-forge/db/names/subject';
import { claimWork } from '@pangeo-forge/db/work/claim-work';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { type CommentContext, keepComment, postOnce } from './comments.ts';

const database = await withMigratedDatabase();
const REPOSITORY = 'pangeo-forge/staged-recipes';
const COMMENTS = /\/comments$/;

let github: LoopbackGitHub;
let onGitHub: Pick<CommentContext, 'github' | 'repo'>;
let number: number;
let count = 0;
let key: string;

beforeAll(async () => {
  github = await startLoopbackGitHub();
  github.createUser('contributor');
  github.createOrganization('pangeo-forge', { owners: ['contributor'] });
  await github.createRepository({ owner: 'pangeo-forge', name: 'staged-recipes', as: 'contributor' });
  const app = github.createApp({
    name: 'forge',
    owner: 'pangeo-forge',
    webhookUrl: '',
    permissions: { issues: 'write', pull_requests: 'write', metadata: 'read' },
    events: [],
  });
  github.installApp(app.id, 'pangeo-forge');
  const connected = connectGitHubApp({ appId: String(app.id), privateKey: app.privateKey, apiUrl: github.apiUrl });
  onGitHub = { github: connected, repo: await connected.repository(RepoFullName.parse(REPOSITORY)) };
  number = (await github.openIssue({ repo: REPOSITORY, title: 'A question', body: '', as: 'contributor' })).number;
});

afterAll(() => github.stop());

beforeEach(() => {
  key = `comment ${++count}`;
});

/** A worker that claims the work of this test; one that held it before has lost its lease. */
async function startWork(): Promise<CommentContext> {
  const { id } = await enqueueWork(database.pool, { kind: 'reports', ref: key, subject: key as Subject, label: key });
  await database.pool.query(`update work set lease_until = now() - interval '1 second' where id = $1`, [id]);
  const claim = await claimWork(database.pool, id, 'a worker');
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  return { ...onGitHub, database, work: claim.work, effects: new Set(), githubLagMs: 0 };
}

const comment = (markdown: string) => ({ key, number, markdown });

function texts(): string[] {
  return github
    .repository(REPOSITORY)
    .comments(number)
    .map(({ body }) => body ?? '')
    .filter((body) => body.includes(`<!-- pangeo-forge: ${key} -->`));
}

describe.each([
  ['posted once', postOnce],
  ['kept up to date', keepComment],
])('a comment that is %s', (_, write) => {
  test('is there once, however often it is written, with a hidden marker', async () => {
    await write(await startWork(), comment('Hello'));
    await write(await startWork(), comment('Hello'));
    expect(texts()).toEqual([`Hello\n\n<!-- pangeo-forge: ${key} -->`]);
  });

  test('is found by the next worker when the first died before it heard that GitHub had it', async () => {
    github.faults.add({ method: 'POST', path: COMMENTS, times: 1, when: 'after', respond: 'reset' });
    await expect(write(await startWork(), comment('Hello'))).rejects.toMatchObject({ code: 'github_unavailable' });
    expect(texts()).toHaveLength(1);
    await write(await startWork(), comment('Hello'));
    expect(texts()).toHaveLength(1);
  });

  test('is posted by the next worker when the first died before it reached GitHub', async () => {
    github.faults.add({ method: 'POST', path: COMMENTS, times: 1, when: 'before', respond: 'reset' });
    await expect(write(await startWork(), comment('Hello'))).rejects.toMatchObject({ code: 'github_unavailable' });
    expect(texts()).toEqual([]);
    await write(await startWork(), comment('Hello'));
    expect(texts()).toHaveLength(1);
  });

  test('remains alone when two workers posted it', async () => {
    github.faults.add({ method: 'POST', path: COMMENTS, times: 1, when: 'after', respond: 'reset' });
    await expect(write(await startWork(), comment('Hello'))).rejects.toThrow();
    await onGitHub.repo.comments.create(number, `Hello\n\n<!-- pangeo-forge: ${key} -->`);
    expect(texts()).toHaveLength(2);
    await write(await startWork(), comment('Hello'));
    expect(texts()).toHaveLength(1);
  });

  test('is not posted again after somebody deleted it', async () => {
    await write(await startWork(), comment('Hello'));
    const [posted] = await onGitHub.repo.comments.findByMarker(number, `<!-- pangeo-forge: ${key} -->`, 'forge[bot]');
    await onGitHub.repo.comments.delete(posted?.id ?? 0);
    await write(await startWork(), comment('Hello again'));
    expect(texts()).toEqual([]);
  });
});

describe('a comment that is kept up to date', () => {
  test('is edited when its text has changed, and only then', async () => {
    await keepComment(await startWork(), comment('It waits.'));
    await keepComment(await startWork(), comment('It runs.'));
    expect(texts()).toEqual([`It runs.\n\n<!-- pangeo-forge: ${key} -->`]);
    const before = github.requests().length;
    await keepComment(await startWork(), comment('It runs.'));
    expect(github.requests().length).toBe(before);
  });

  test('gets the new text from the next worker when one died after the edit was meant', async () => {
    await keepComment(await startWork(), comment('It waits.'));
    github.faults.add({ method: 'PATCH', path: /\/comments\/\d+$/, times: 1, when: 'before', respond: 'reset' });
    await expect(keepComment(await startWork(), comment('It runs.'))).rejects.toThrow();
    await keepComment(await startWork(), comment('It runs.'));
    expect(texts()).toEqual([`It runs.\n\n<!-- pangeo-forge: ${key} -->`]);
  });

  test('is not set back by a worker that was paused for longer than its lease', async () => {
    await keepComment(await startWork(), comment('It waits.'));
    const paused = await startWork();
    await keepComment(await startWork(), comment('It has ended.'));
    await expect(keepComment(paused, comment('It runs.'))).rejects.toMatchObject({ code: 'lease_lost' });
    expect(texts()).toEqual([`It has ended.\n\n<!-- pangeo-forge: ${key} -->`]);
  });

  test('is found by the part of its marker that does not change', async () => {
    const ofRun = (conclusion: string) => ({
      ...comment(`The run: ${conclusion}`),
      markerPrefix: `<!-- pangeo-forge: ${key} -->`,
      marker: `<!-- pangeo-forge: ${key} --><!-- ${conclusion} -->`,
    });
    github.faults.add({ method: 'POST', path: COMMENTS, times: 1, when: 'after', respond: 'reset' });
    await expect(keepComment(await startWork(), ofRun('stale'))).rejects.toThrow();
    await keepComment(await startWork(), ofRun('success'));
    expect(texts()).toEqual([`The run: success\n\n<!-- pangeo-forge: ${key} --><!-- success -->`]);
  });

  test('that an earlier release posted, without the fingerprint of its text, is edited in place', async () => {
    await postOnce(await startWork(), comment('The run ended as stale.'));
    await keepComment(await startWork(), comment('The run succeeded.'));
    expect(texts()).toEqual([`The run succeeded.\n\n<!-- pangeo-forge: ${key} -->`]);
  });
});
