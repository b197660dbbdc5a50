import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;

beforeAll(async () => {
  world = await startPopulatedGitHub();
});
afterAll(() => world.stop());

const api = `/repos/${REPO}`;
const push = (branch: string, files: Parameters<PopulatedGitHub['github']['commit']>[0]['files']) =>
  world.github.commit({ repo: REPO, branch, message: branch, author: 'maintainer', files });
const open = async (branch: string, more = {}): Promise<number> => {
  const answer = await world.app.post(`${api}/pulls`, { title: branch, head: branch, base: 'main', ...more });
  return answer.body.number as number;
};
const merge = async (number: number, body = {}): Promise<[number, string]> => {
  const answer = await world.app.put(`${api}/pulls/${number}/merge`, body);
  return [answer.status, answer.body.message];
};
/** GitHub tries the merge in the background: waits for the result. */
async function mergeable(number: number): Promise<unknown> {
  const { body } = await waitFor(async () => {
    const answer = await world.app.get(`${api}/pulls/${number}`);
    return answer.body.mergeable !== null && answer;
  });
  return body.mergeable;
}

test('a second pull request for a branch, one without commits, one of an unknown branch are refused', async () => {
  await push('first', { a: 'a\n' });
  await open('first');
  const refusal = async (body: object): Promise<unknown> => {
    const answer = await world.app.post(`${api}/pulls`, { title: 'x', base: 'main', ...body });
    return [answer.status, answer.body.errors[0].message ?? answer.body.errors[0].field];
  };
  expect(await refusal({ head: 'first' })).toEqual([422, 'A pull request already exists for pangeo-forge:first.']);
  expect(await refusal({ head: 'nowhere' })).toEqual([422, 'head']);
  expect(await refusal({ head: 'first', base: 'nowhere' })).toEqual([422, 'base']);
  await world.app.post(`${api}/git/refs`, {
    ref: 'refs/heads/same',
    sha: world.github.repository(REPO).branches().main,
  });
  expect(await refusal({ head: 'same' })).toEqual([422, 'No commits between main and same']);
});

test('files show what was added, changed, renamed, removed, made executable; binary ones have no patch', async () => {
  const text = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
  await push('main', {
    'old.py': text,
    'gone.txt': 'x\n',
    'run.sh': 'echo\n',
    'edit.txt': 'one\ntwo\n',
    'link.txt': 'text\n',
  });
  await push('changes', {
    'old.py': null,
    'new name é.py': text,
    'gone.txt': null,
    'run.sh': { content: 'echo\n', mode: '100755' },
    'edit.txt': 'one\n2\n',
    'link.txt': { content: 'edit.txt', mode: '120000' },
    'blob.bin': Buffer.from([0, 1, 2, 255]),
  });
  const number = await open('changes');
  const { body } = await world.app.get(`${api}/pulls/${number}/files`);
  const shown = body.map((file: Record<string, unknown>) => [
    file.status,
    file.filename,
    file.previous_filename,
    file.additions,
    file.deletions,
    'patch' in file,
  ]);
  expect(shown).toEqual([
    ['added', 'blob.bin', undefined, 0, 0, false],
    ['modified', 'edit.txt', undefined, 1, 1, true],
    ['removed', 'gone.txt', undefined, 0, 1, true],
    ['changed', 'link.txt', undefined, 1, 1, true],
    ['renamed', 'new name é.py', 'old.py', 0, 0, false],
    ['modified', 'run.sh', undefined, 0, 0, false],
  ]);
  expect(body[1].patch).toBe('@@ -1,2 +1,2 @@\n one\n-two\n+2');
});

test('files stay those of the pull request when the base moves on, and after the merge', async () => {
  await push('steady', { steady: 's\n' });
  const number = await open('steady');
  await push('main', { elsewhere: 'e\n' });
  const names = async (): Promise<string[]> =>
    (await world.app.get(`${api}/pulls/${number}/files`)).body.map(({ filename }: { filename: string }) => filename);
  expect(await names()).toEqual(['steady']);
  expect((await merge(number))[0]).toBe(200);
  expect(await names()).toEqual(['steady']);
});

test.each(['merge', 'squash', 'rebase'] as const)(
  'merging by %s leaves the history that GitHub leaves',
  async (method) => {
    await push(method, { [`${method}-1`]: '1\n' });
    await push(method, { [`${method}-2`]: '2\n' });
    await push('main', { [`beside-${method}`]: 'x\n' });
    const number = await open(method);
    const before = world.github.repository(REPO).branches().main;
    const answer = await world.app.put(`${api}/pulls/${number}/merge`, { merge_method: method });
    expect(answer.body.merged).toBe(true);
    const { main } = world.github.repository(REPO).branches();
    expect(answer.body.sha).toBe(main);
    const { body: pull } = await world.app.get(`${api}/pulls/${number}`);
    expect(pull).toMatchObject({
      merged: true,
      merge_commit_sha: main,
      merged_by: { login: 'pangeo-forge[bot]' },
      state: 'closed',
    });
    const { body: compared } = await world.app.get(`${api}/compare/${before}...main`);
    const messages = compared.commits.map(
      ({ commit }: { commit: { message: string } }) => commit.message.split('\n')[0],
    );
    const expected = {
      merge: [method, method, `Merge pull request #${number} from pangeo-forge/${method}`],
      squash: [`${method} (#${number})`],
      rebase: [method, method],
    };
    expect(messages).toEqual(expected[method]);
    expect(Object.keys(await world.github.repository(REPO).files())).toEqual(
      expect.arrayContaining([`${method}-1`, `${method}-2`, `beside-${method}`]),
    );
  },
);

test('a merge that is not possible is refused with the reason', async () => {
  await push('main', { shared: 'base\n' });
  await push('conflict', { shared: 'theirs\n' });
  await push('main', { shared: 'ours\n' });
  const conflict = await open('conflict');
  expect(await mergeable(conflict)).toBe(false);
  expect(await merge(conflict)).toEqual([405, 'Pull Request is not mergeable']);

  await push('draft', { draft: 'd\n' });
  expect(await merge(await open('draft', { draft: true }))).toEqual([405, 'Pull Request is still a draft']);

  await push('moved', { moved: 'm\n' });
  const moved = await open('moved');
  expect(await mergeable(moved)).toBe(true);
  const { moved: head } = world.github.repository(REPO).branches();
  await push('moved', { moved: 'm2\n' });
  expect(await merge(moved, { sha: head })).toEqual([409, 'Head branch was modified. Review and try the merge again.']);

  world.github.protectBranch(REPO, 'main', { requiredStatusChecks: ['tests'] });
  expect(await merge(moved)).toEqual([405, 'Required status check "tests" is expected.']);
  world.github.protectBranch(REPO, 'main', { pushers: ['maintainer'] });
  expect(await merge(moved)).toEqual([405, "You're not authorized to push to this branch"]);
  world.github.protectBranch(REPO, 'main', null);
  await world.maintainer.patch(api, { allow_merge_commit: false });
  expect(await merge(moved)).toEqual([405, 'Merge commits are not allowed on this repository.']);
  await world.maintainer.patch(api, { allow_merge_commit: true });
  expect((await merge(moved))[0]).toBe(200);
  expect(await merge(moved)).toEqual([405, 'Pull Request is not mergeable']);
});

test('a pull request outlives its fork: the head repository is null, the head still exists', async () => {
  const { github, app } = world;
  const fork = await github.fork(REPO, 'contributor');
  const head = await github.commit({
    repo: fork,
    branch: 'main',
    message: 'x',
    author: 'contributor',
    files: { fork: 'f\n' },
  });
  const { number } = await github.openPullRequest({
    repo: REPO,
    head: 'contributor:main',
    title: 'Fork',
    as: 'contributor',
  });
  expect((await app.get(`${api}/commits/${head}/pulls`)).body).toEqual([]);
  expect((await app.get(`${api}/pulls?head=contributor:main`)).body).toHaveLength(1);
  await github.deleteRepository(fork);
  const { body } = await app.get(`${api}/pulls/${number}`);
  expect(body.head).toMatchObject({ sha: head, repo: null, label: 'contributor:main' });
  expect((await app.get(`${api}/pulls/${number}/files`)).body).toHaveLength(1);
  expect((await app.get(`${api}/git/commits/${head}`)).status).toBe(200);
});

test('labels, edits and reopening are events of the pull request', async () => {
  const { github, hooks } = world;
  await push('events', { events: 'e\n' });
  const number = await open('events');
  await github.addLabel(REPO, number, 'staging', 'maintainer');
  await github.removeLabel(REPO, number, 'staging', 'maintainer');
  await github.editPullRequest(REPO, number, { title: 'Better' }, 'maintainer');
  await github.closePullRequest(REPO, number, 'maintainer');
  await github.reopenPullRequest(REPO, number, 'maintainer');
  await github.drainWebhooks();
  const mine = hooks.of('pull_request').filter(({ payload }) => payload.number === number);
  expect(
    mine.map(({ payload }) => payload.action as string).toSorted((one, other) => one.localeCompare(other)),
  ).toEqual(['closed', 'edited', 'labeled', 'opened', 'reopened', 'unlabeled']);
  const edited = mine.find(({ payload }) => payload.action === 'edited');
  expect(edited?.payload.changes).toEqual({ title: { from: 'events' } });
  expect(mine.find(({ payload }) => payload.action === 'opened')?.payload.pull_request).toMatchObject({
    mergeable: null,
    merge_commit_sha: null,
  });
});

test('a push while its pull request is being opened is not missed', async () => {
  const { github } = world;
  const fork = await github.fork(REPO, 'contributor');
  const write = (content: string) =>
    github.commit({ repo: fork, branch: 'hasty', message: content, author: 'contributor', files: { hasty: content } });
  await write('one\n');
  const opening = github.openPullRequest({ repo: REPO, head: 'contributor:hasty', title: 'Hasty', as: 'contributor' });
  const tips = [write('two\n'), write('three\n')];
  const [{ number }, , tip] = await Promise.all([opening, ...tips]);
  const pull = github
    .repository(REPO)
    .pullRequests()
    .find((one) => one.number === number);
  expect(pull?.head.sha).toBe(tip);
});
