import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { LIVE_VARIABLES, type LiveTarget, liveTargetOf, loopbackTarget } from '../../src/testing/live-target.ts';
import { createThrowAwayRepository, type ThrowAwayRepository } from './throw-away-repository.ts';

/** GitHub is consistent a while later. */
const PATIENT = { intervalMs: 1_000 };

const live = liveTargetOf(process.env);
const liveName = live
  ? `the live GitHub, organization ${live.organization}`
  : `the live GitHub: needs ${LIVE_VARIABLES.join(', ')}`;

describe('the GitHub on loopback', () => describeScenarios(loopbackTarget));
(live ? describe : describe.skip)(liveName, () => describeScenarios(async () => live as LiveTarget));

/** What the orchestrator relies on, in the order of a contribution; each target must behave so. */
function describeScenarios(openTarget: () => Promise<LiveTarget>): void {
  let target: LiveTarget;
  let made: ThrowAwayRepository;
  let pull: { number: number; head: string };

  beforeAll(async () => {
    target = await openTarget();
    made = await createThrowAwayRepository(target);
  });

  afterAll(async () => {
    await made?.delete();
    await target?.stop();
  });

  test('the App knows its login, and the repository that it made has a first commit', async () => {
    expect(await made.github.login()).toMatch(/\[bot\]$/);
    expect(await made.head()).toMatch(/^[0-9a-f]{40}$/);
    expect(await made.repo.settings.get()).toMatchObject({
      fullName: made.name.toString(),
      defaultBranch: 'main',
      archived: false,
    });
  });

  test('creating it again is refused with 422', async () => {
    await expect(made.repo.settings.createInOrganization('again')).rejects.toMatchObject({
      context: { status: 422 },
    });
  });

  test('a commit keeps bytes and executable bits, and a branch and a pull request show it', async () => {
    const { repo } = made;
    const base = await made.head();
    const { treeSha } = await repo.git.commitTree(base);
    const bytes = Buffer.from([0, 255, 254, 1]);
    const tree = await repo.git.createTree(treeSha, [
      { path: 'feedstock/meta.yaml', mode: '100644', content: 'title: Live\n' },
      { path: 'feedstock/run.sh', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'feedstock/data.bin', mode: '100644', sha: await repo.git.createBlob(bytes) },
    ]);
    const head = await repo.git.createCommit({ message: 'Add a recipe', tree, parents: [base] });
    await repo.git.createBranch('recipe', head);
    const { number } = await repo.pulls.create({ title: 'Add a recipe', body: '', head: 'recipe', base: 'main' });
    pull = { number, head };
    const files = await waitFor(async () => {
      const listed = await repo.pulls.listFiles(number);
      return listed.length === 3 && listed;
    }, PATIENT);
    expect(files.map(({ path }) => path).sort()).toEqual([
      'feedstock/data.bin',
      'feedstock/meta.yaml',
      'feedstock/run.sh',
    ]);
    expect(await repo.pulls.get(number)).toMatchObject({ headSha: head, state: 'open', changedFiles: 3 });
    expect(await repo.pulls.findByBranch('recipe')).toMatchObject({ number, isOpen: true });
    expect(await repo.git.readPlainFile('feedstock/meta.yaml', head)).toEqual({
      outcome: 'read',
      text: 'title: Live\n',
    });
    const listed = await repo.git.listFolder(tree, 'feedstock');
    const modes = Object.fromEntries((listed ?? []).map(({ path, mode }) => [path.split('/').at(-1), mode]));
    expect(modes).toMatchObject({ 'run.sh': '100755', 'data.bin': '100644' });
    const binary = listed?.find(({ path }) => path.endsWith('data.bin'));
    expect(await repo.git.readBlob(binary?.sha ?? '')).toEqual(bytes);
  });

  test('a second pull request of the same branch is refused as 422', async () => {
    const again = made.repo.pulls.create({ title: 'Again', body: '', head: 'recipe', base: 'main' });
    await expect(again).rejects.toMatchObject({ context: { status: 422 } });
  });

  test('a check run is found by its external id, and completed with annotations and buttons', async () => {
    const { checks } = made.repo;
    const externalId = 'live check';
    const output = { title: 'Reading', summary: 'The recipes are being read.' };
    const { id } = await checks.create({ name: 'synchronize', headSha: pull.head, externalId, output });
    expect(await checks.conclusionOf(id)).toBeNull();
    const found = await waitFor(() => checks.findByExternalId(pull.head, 'synchronize', externalId), PATIENT);
    expect(found.id).toBe(id);
    const place = { path: 'feedstock/meta.yaml', start_line: 1, end_line: 1 };
    const annotations = [{ ...place, annotation_level: 'failure' as const, message: 'A line that is wrong' }];
    const actions = [{ label: 'Check again', description: 'Reads the recipes again', identifier: 'check-again' }];
    await checks.complete(id, 'failure', { ...output, annotations }, actions);
    expect(await checks.conclusionOf(id)).toBe('failure');
  });

  test('a comment is found by its hidden marker; a reaction that is there is no second one', async () => {
    const { repo, github } = made;
    const marker = '<!-- pangeo-forge: live -->';
    const { id } = await repo.comments.create(pull.number, `Hello\n\n${marker}`);
    const find = async () => repo.comments.findByMarker(pull.number, marker, await github.login());
    await waitFor(async () => (await find()).length === 1, PATIENT);
    await repo.comments.react(id, 'rocket');
    await repo.comments.react(id, 'rocket');
    await repo.comments.update(id, `Changed\n\n${marker}`);
    await waitFor(async () => (await find())[0]?.body.startsWith('Changed'), PATIENT);
    await repo.comments.delete(id);
    await waitFor(async () => (await find()).length === 0, PATIENT);
  });

  test('an issue is found by its marker while it is open', async () => {
    const { repo, github } = made;
    const marker = '<!-- pangeo-forge: live issue -->';
    const { number } = await repo.issues.create({ title: 'A production run failed', body: marker });
    const find = async () => repo.issues.findOpenByMarker(marker, await github.login());
    await waitFor(async () => (await find()).some((issue) => issue.number === number), PATIENT);
    await repo.issues.update(number, { state: 'closed', state_reason: 'completed' });
    await waitFor(async () => (await find()).length === 0, PATIENT);
  });

  test('a pull request is merged at its head, and its branch is deleted, twice without harm', async () => {
    const { repo } = made;
    await waitFor(() => repo.pulls.isMergeable(pull.number), PATIENT);
    const { sha } = await repo.pulls.merge(pull.number, pull.head, 'Add a recipe');
    expect(await waitFor(async () => (await repo.pulls.get(pull.number)).mergeCommitSha, PATIENT)).toBe(sha);
    await repo.git.deleteBranch('recipe');
    await repo.git.deleteBranch('recipe');
    await waitFor(async () => (await repo.git.branchSha('recipe')) === null, PATIENT);
  });

  test('a deployment is found by its payload, and keeps its statuses', async () => {
    const { deployments } = made.repo;
    const deployment = { environment: 'recipe', payload: { recipe_run_id: 17 }, description: 'A production run' };
    const { id } = await deployments.create({ ref: await made.head(), ...deployment });
    await waitFor(async () => (await deployments.findByPayload('recipe', 'recipe_run_id', 17))?.id === id, PATIENT);
    expect(await deployments.findByPayload('recipe', 'recipe_run_id', 18)).toBeNull();
    const logUrl = 'https://example.org/runs/17';
    await deployments.createStatus(id, { state: 'in_progress', description: 'The recipe is being run.', logUrl });
    await waitFor(() => deployments.hasStatus(id, { state: 'in_progress', logUrl }), PATIENT);
    expect(await deployments.hasStatus(id, { state: 'success', logUrl })).toBe(false);
  });

  test('somebody who is not a collaborator may read a public repository, and no more', async () => {
    expect(['read', 'none']).toContain(await made.repo.settings.roleOf('ghost'));
  });

  test('the list of the App’s deliveries can be read', async () => {
    const since = new Date(Date.now() - 60_000);
    for await (const { guid } of made.github.hookDeliveries.since(since)) expect(guid).not.toBe('');
  });
}
