import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/ensure-feedstock';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import type { FaultRule } from '@pangeo-forge/testkit/github/http/faults';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../flow-stage.ts';
import { createDrive, type Drive } from './drive.ts';

let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, effectSettleMs: 0 });
  drive = await createDrive(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await stage.github.fork(STAGED_RECIPES, 'contributor');
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

const BINARY = Buffer.from([0, 255, 254, 1, 128]);

/** Opens a pull request with a recipe of this name, has it checked, and merges it: nothing is done about the merge yet. */
async function merged(name: string, largeBytes = 10): Promise<number> {
  const { github } = stage;
  const files = {
    [`recipes/${name}/meta.yaml`]: `title: ${name}\n`,
    [`recipes/${name}/deep/er/data.bin`]: BINARY,
    [`recipes/${name}/large.txt`]: 'x'.repeat(largeBytes),
    [`recipes/${name}/run.sh`]: { content: '#!/bin/sh\n', mode: '100755' as const },
    [`recipes/${name}/deep/link`]: { content: '../run.sh', mode: '120000' as const },
  };
  await github.commit({
    repo: 'contributor/staged-recipes',
    branch: name,
    message: name,
    author: 'contributor',
    files,
  });
  const pull = { repo: STAGED_RECIPES, head: `contributor:${name}`, title: `Add ${name}`, as: 'contributor' };
  const { number } = await github.openPullRequest(pull);
  await drive.untilQuiet();
  await github.mergePullRequest(STAGED_RECIPES, number, 'maintainer');
  return number;
}

const feedstockOf = (name: string) => `${ORGANIZATION}/${name}-feedstock`;

const words = (number: number) =>
  stage.github
    .repository(STAGED_RECIPES)
    .comments(number)
    .map(({ body }) => body ?? '');

/** What `/retry` does: the merge's own delivery is due again. */
async function retry(number: number): Promise<void> {
  const { rows } = await stage.database.pool.query<{ ref: string; subject: string; label: string }>(
    `select w.ref, w.subject, w.label from work w join webhook_delivery d on d.id = w.ref
     where d.event = 'pull_request' and d.action = 'closed' and d.number = $1 and d.repository = $2`,
    [number, STAGED_RECIPES],
  );
  for (const row of rows) await enqueueWork(stage.database.pool, { kind: 'deliveries', ...row });
  await drive.untilQuiet();
}

async function expectFinished(name: string, largeBytes = 10): Promise<void> {
  const feedstock = stage.github.repository(feedstockOf(name));
  const files = await feedstock.files();
  expect(files['feedstock/deep/er/data.bin']).toEqual(BINARY);
  expect(files['feedstock/large.txt']?.length).toBe(largeBytes);
  expect(String(files['README.md'])).toContain('/dashboard/feedstock/');
  expect(await feedstock.modes()).toMatchObject({ 'feedstock/run.sh': '100755', 'feedstock/deep/link': '120000' });
  expect(String(files['feedstock/deep/link'])).toBe('../run.sh');
  expect(Object.keys(feedstock.branches())).toEqual(['main']);
  expect(feedstock.pullRequests().map(({ title, merged: isMerged }) => [title, isMerged])).toEqual([
    [`Create ${feedstockOf(name)}`, true],
  ]);
  const staged = stage.github.repository(STAGED_RECIPES);
  expect(Object.keys(await staged.files()).filter((path) => path.startsWith(`recipes/${name}/`))).toEqual([]);
  expect(Object.keys(staged.branches())).toEqual(['main']);
  expect(staged.pullRequests().filter(({ title }) => title === `Cleanup ${feedstockOf(name)}`)).toHaveLength(1);
}

const answer = (status: number, message: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

const FAILURES: ReadonlyArray<{ name: string; rule: Omit<FaultRule, 'when'>; says: RegExp }> = [
  {
    name: 'a-branch-of-the-same-name',
    rule: { method: 'POST', path: /-feedstock\/git\/refs$/, respond: answer(422, 'Reference already exists') },
    says: /has a branch already/,
  },
  {
    name: 'a-conflict',
    rule: {
      method: 'PUT',
      path: /staged-recipes\/pulls\/\d+\/merge$/,
      respond: answer(405, 'Pull Request is not mergeable'),
    },
    says: /in conflict/,
  },
  {
    name: 'no-permission',
    rule: {
      method: 'POST',
      path: /\/orgs\/pangeo-forge\/repos$/,
      respond: answer(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': 'administration=write',
      }),
    },
    says: /administration=write/,
  },
];

describe('a merge in staged-recipes that GitHub refuses', () => {
  test.each(FAILURES)(
    '$name: one comment says what happened, and a retry goes on where it stopped',
    async ({ name, rule, says }) => {
      const number = await merged(name);
      const lift = stage.github.faults.add({ ...rule, when: 'before' });
      await drive.untilQuiet();
      lift();
      expect(words(number)).toEqual([expect.stringMatching(says)]);
      expect(words(number)[0]).toContain('`/retry`');
      await retry(number);
      expect(words(number)).toHaveLength(1);
      await expectFinished(name);
    },
    20_000,
  );

  test('a name that is taken is told, again each time, until it is free', async () => {
    await stage.github.createRepository({ owner: ORGANIZATION, name: 'taken-feedstock', files: { a: 'a' } });
    const number = await merged('taken');
    await drive.untilQuiet();
    expect(words(number)).toEqual([expect.stringMatching(/exists already, and this pull request did not make it/)]);
    expect(Object.keys(await stage.github.repository(feedstockOf('taken')).files())).toEqual(['a']);
    await retry(number);
    expect(words(number)).toHaveLength(2);
    await stage.github.deleteRepository(feedstockOf('taken'));
    await retry(number);
    await expectFinished('taken');
  }, 20_000);

  test('a protected branch is told; the merge by hand and a retry finish it', async () => {
    const number = await merged('guarded');
    stage.github.protectBranch(STAGED_RECIPES, 'main', { requiredStatusChecks: ['review'] });
    await drive.untilQuiet();
    stage.github.protectBranch(STAGED_RECIPES, 'main', null);
    expect(words(number)).toEqual([expect.stringMatching(/protected/)]);
    const cleanup = stage.github.repository(STAGED_RECIPES).pullRequests().at(-1);
    await stage.github.mergePullRequest(STAGED_RECIPES, cleanup?.number ?? 0, 'maintainer');
    await retry(number);
    expect(words(number)).toHaveLength(1);
    await expectFinished('guarded');
  }, 20_000);
});

describe('a merge in staged-recipes', () => {
  test('goes on by itself when the base moves under it, and when an answer is lost after each write', async () => {
    const number = await merged('moved', 3_000_000);
    const { faults } = stage.github;
    faults.add({
      method: 'PUT',
      path: /merge$/,
      times: 2,
      when: 'before',
      respond: answer(405, 'Base branch was modified. Review and try the merge again.'),
    });
    for (const method of ['POST', 'PUT', 'DELETE']) {
      for (let skip = 0; skip < 12; skip += 2) {
        faults.add({ method, path: /^\/(orgs|repos)/, skip, times: 1, when: 'after', respond: 'reset' });
      }
    }
    await drive.untilQuiet();
    faults.clear();
    expect(words(number)).toEqual([]);
    await expectFinished('moved', 3_000_000);
  }, 20_000);

  test('shares its second with another merge, and each is cleaned up by a pull request of its own', async () => {
    const number = await merged('twin');
    const mergedAt = stage.github
      .repository(STAGED_RECIPES)
      .pullRequests()
      .find((one) => one.number === number)?.merged_at;
    const epoch = Math.floor(Date.parse(mergedAt ?? '') / 1_000);
    const branch = { repo: STAGED_RECIPES, branch: `cleanup-${epoch}`, message: 'Other', author: 'maintainer' };
    await stage.github.commit({ ...branch, files: { other: 'x' } });
    await drive.untilQuiet();
    expect(words(number)).toEqual([]);
    expect(Object.keys(stage.github.repository(STAGED_RECIPES).branches())).toContain(`cleanup-${epoch}`);
    const heads = stage.github
      .repository(STAGED_RECIPES)
      .pullRequests()
      .map(({ head }) => head.ref);
    expect(heads).toContain(`cleanup-${epoch + 1}`);
  }, 20_000);
});
