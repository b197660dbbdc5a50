import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { neededPermissions } from '@pangeo-forge/github/app-permissions';
import type { Permissions } from '@pangeo-forge/loopback-github/store/account';
import { createDrive, type Drive } from '../testing/drive.ts';
import { type FlowStage, ORGANIZATION, startFlowStage } from '../testing/flow-stage.ts';
import { GOOD_META, ourComments } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';

const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;
const NEEDED = neededPermissions() as Permissions;

let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  drive = await createDrive(stage);
  const files = { 'feedstock/meta.yaml': GOOD_META, 'feedstock/recipe.py': 'recipe = 1\n' };
  await stage.github.createRepository({ owner: ORGANIZATION, name: 'soil-feedstock', files, as: 'maintainer' });
  await ensureFeedstock(stage.database.pool, FEEDSTOCK);
  // as the manifest of the Python service has it
  stage.github.setAppPermissions(stage.app.id, { ...NEEDED, issues: 'read' });
  stage.runner.expand = () => ({ meta: metaOf('wet') });
  stage.runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'it has no source', fault: 'author' });
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

async function mergeInFeedstock(branch: string) {
  const { github } = stage;
  const files = { [`feedstock/${branch}.py`]: 'print()\n' };
  const head = await github.commit({
    repo: FEEDSTOCK,
    branch,
    from: 'main',
    message: branch,
    author: 'maintainer',
    files,
  });
  const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: branch, title: branch, as: 'maintainer' });
  await drive.untilQuiet();
  const [check] = github.repository(FEEDSTOCK).checkRuns(head);
  await github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  await drive.untilQuiet();
  return { number, check, said: ourComments(stage, FEEDSTOCK, number) };
}

/** GitHub’s pages at these addresses answer. */
async function expectPages(text: string): Promise<void> {
  const links = text.match(/http:\/\/127\.0\.0\.1:\d+\/\S*settings\/[^\s.]+/g) ?? [];
  expect(links).not.toEqual([]);
  for (const link of links) expect([link, (await fetch(link)).status]).toEqual([link, 200]);
}

test('scripts.develop/new_github_app.py: an App that may only read issues reports the failure on the pull request alone, and asks the owner once', async () => {
  const one = await mergeInFeedstock('one');
  expect(one.check?.output.summary).toMatch(
    /Before this is merged:[^]*lacks permissions on `pangeo-forge`: `issues: write`/,
  );
  expect(one.said).toHaveLength(2);
  expect(one.said).toContainEqual(expect.stringMatching(/The production run of `wet` failed[^]*it has no source/));
  expect(one.said).toContainEqual(
    expect.stringMatching(
      /\*\*For an owner of `pangeo-forge`:\*\* [^]*`issues: write`[^]*The owner of the App adds them at/,
    ),
  );
  await expectPages(one.said.join('\n'));
  const two = await mergeInFeedstock('two');
  expect(two.said).toEqual([expect.stringContaining('it has no source')]);
});

test('once the owner has accepted the permission, the next failure is an issue', async () => {
  stage.github.setAppPermissions(stage.app.id, NEEDED);
  stage.github.acceptPermissions(stage.app.installation);
  const three = await mergeInFeedstock('three');
  expect(three.said).toEqual([expect.stringMatching(/it has no source \(pangeo-forge\/soil-feedstock#\d+\)/)]);
  expect(stage.github.repository(FEEDSTOCK).issues()).toMatchObject([{ title: 'Production run of wet failed' }]);
});
