import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PopulatedGitHub, REPO, startPopulatedGitHub } from './testing/populated-github.ts';

let world: PopulatedGitHub;
let main: string;

beforeAll(async () => {
  world = await startPopulatedGitHub();
  main = world.github.repository(REPO).branches().main ?? '';
});
afterAll(() => world.stop());

const api = `/repos/${REPO}`;
const refusal = async (answer: Promise<{ status: number; body: { message?: string } }>): Promise<unknown[]> => {
  const { status, body } = await answer;
  return [status, body.message];
};
const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('missing and existing refs are refused with GitHub’s messages', async () => {
  const { app } = world;
  const heads = `${api}/git/refs/heads`;
  expect(await refusal(app.get(`${api}/git/ref/heads/none`))).toEqual([404, 'Not Found']);
  expect(await refusal(app.patch(`${heads}/none`, { sha: main }))).toEqual([422, 'Reference does not exist']);
  expect(await refusal(app.delete(`${heads}/none`))).toEqual([422, 'Reference does not exist']);
  expect(await refusal(app.post(`${api}/git/refs`, { ref: 'refs/heads/main', sha: main }))).toEqual([
    422,
    'Reference already exists',
  ]);
  expect(await refusal(app.post(`${api}/git/refs`, { ref: 'refs/heads/new', sha: '0'.repeat(40) }))).toEqual([
    422,
    'Object does not exist',
  ]);
  expect(await refusal(app.delete(`${heads}/main`))).toEqual([422, 'Cannot delete the default branch']);
  expect((await app.post(`${api}/git/refs`, { ref: 'refs/heads/feature/deep', sha: main })).status).toBe(201);
  expect((await app.get(`${api}/git/ref/heads/feature%2Fdeep`)).status).toBe(200);
  expect((await app.get(`${api}/branches/feature/deep`)).status).toBe(200);
  expect((await app.delete(`${heads}/feature/deep`)).status).toBe(204);
});

test('a branch is only moved forward unless forced', async () => {
  const { app, github } = world;
  const ahead = await github.commit({
    repo: REPO,
    branch: 'ahead',
    message: 'x',
    author: 'maintainer',
    files: { x: 'x' },
  });
  expect((await app.patch(`${api}/git/refs/heads/ahead`, { sha: ahead })).status).toBe(200);
  expect(await refusal(app.patch(`${api}/git/refs/heads/ahead`, { sha: main }))).toEqual([
    422,
    'Update is not a fast forward',
  ]);
  expect((await app.patch(`${api}/git/refs/heads/ahead`, { sha: main, force: true })).body.object.sha).toBe(main);
});

test('a tree keeps the entries of its base, except those that are set or removed', async () => {
  const { app, github } = world;
  await github.commit({
    repo: REPO,
    branch: 'tree',
    message: 'x',
    author: 'maintainer',
    files: { 'recipes/a/meta.yaml': 'a\n', 'recipes/b/run.sh': { content: 'b\n', mode: '100755' }, top: 't\n' },
  });
  const { body: tip } = await app.get(`${api}/git/trees/tree?recursive=1`);
  const shaOf = (path: string): string => tip.tree.find((entry: { path: string }) => entry.path === path).sha;
  const post = (tree: unknown[]) => app.post(`${api}/git/trees`, { base_tree: tip.sha, tree });
  const moved = await post([
    { path: 'feedstock', mode: '040000', type: 'tree', sha: shaOf('recipes/b') },
    { path: 'recipes/a', mode: '040000', type: 'tree', sha: null },
    { path: 'top', mode: '100644', type: 'blob', sha: null },
  ]);
  const { body: listed } = await app.get(`${api}/git/trees/${moved.body.sha}?recursive=1`);
  const blobs = listed.tree
    .filter(({ type }: { type: string }) => type === 'blob')
    .map(({ path, mode }: Record<string, string>) => [path, mode]);
  expect(blobs).toEqual([
    ['README.md', '100644'],
    ['feedstock/run.sh', '100755'],
    ['recipes/b/run.sh', '100755'],
  ]);
  expect((await post([{ path: 'nothing', mode: '100644', type: 'blob', sha: null }])).status).toBe(422);
  expect((await post([{ path: 'x', mode: '100644', type: 'blob', sha: '1'.repeat(40) }])).status).toBe(422);
});

test('an empty repository has no git data, and gets its first commit through contents', async () => {
  const { app } = world;
  await app.post('/orgs/pangeo-forge/repos', { name: 'empty' });
  const empty = '/repos/pangeo-forge/empty';
  expect(await refusal(app.get(`${empty}/git/ref/heads/main`))).toEqual([409, 'Git Repository is empty.']);
  expect(await refusal(app.post(`${empty}/git/blobs`, { content: 'x' }))).toEqual([409, 'Git Repository is empty.']);
  expect(await refusal(app.get(`${empty}/commits`))).toEqual([409, 'Git Repository is empty.']);
  expect(await refusal(app.get(`${empty}/contents/x`))).toEqual([404, 'This repository is empty.']);
  expect((await app.put(`${empty}/contents/x`, { message: 'x', content: base64('x') })).status).toBe(201);
  expect((await app.get(`${empty}/git/ref/heads/main`)).status).toBe(200);
});

test('a file is replaced or removed only with its present sha', async () => {
  const { app } = world;
  const at = `${api}/contents/docs/a.md`;
  const put = (body: object) => app.put(at, { message: 'Write', ...body });
  expect(await refusal(put({ content: 'no base64!' }))).toEqual([422, 'content is not valid Base64']);
  const first = await put({ content: base64('one'), sha: 'ignored for a new file' });
  expect(first.status).toBe(201);
  expect(await refusal(put({ content: base64('two') }))).toEqual([422, 'Invalid request.\n\n"sha" wasn\'t supplied.']);
  expect(await refusal(put({ content: base64('two'), sha: main }))).toEqual([409, `docs/a.md does not match ${main}`]);
  expect((await put({ content: base64('two'), sha: first.body.content.sha })).status).toBe(200);
  expect(await refusal(app.delete(at, { message: 'x', sha: first.body.content.sha }))).toEqual([
    409,
    expect.stringContaining('does not match'),
  ]);
  expect(await refusal(app.delete(`${api}/contents/none`, { message: 'x', sha: main }))).toEqual([404, 'Not Found']);
  expect(await refusal(put({ content: base64('x'), branch: 'none' }))).toEqual([404, 'Branch none not found']);
});

test('contents come as JSON, raw or as an object; links, folders and large files each in their form', async () => {
  const { app, github } = world;
  await github.commit({
    repo: REPO,
    branch: 'forms',
    message: 'x',
    author: 'maintainer',
    files: {
      'd/file.txt': 'text\n',
      'd/link': { content: 'file.txt', mode: '120000' },
      'd/second': { content: 'link', mode: '120000' },
      'd/away': { content: '../../elsewhere', mode: '120000' },
      large: Buffer.alloc(1024 * 1024 + 1, 'x'),
    },
  });
  const read = (path: string, accept = 'application/vnd.github+json') =>
    app.get(`${api}/contents/${path}?ref=forms`, { accept });
  const file = (await read('d/file.txt')).body;
  expect(Buffer.from(file.content, 'base64').toString()).toBe('text\n');
  expect((await read('d/file.txt', 'application/vnd.github.raw+json')).body).toBe('text\n');
  const followed = (await read('d/link')).body;
  expect([followed.path, followed.type, followed.content]).toEqual(['d/link', 'file', file.content]);
  expect((await read('d/second')).body).toMatchObject({ type: 'symlink', target: 'link' });
  expect((await read('d/second')).body).not.toHaveProperty('content');
  expect((await read('d/away')).body).toMatchObject({ type: 'symlink', target: '../../elsewhere' });
  expect((await read('d')).body.map(({ name, type }: Record<string, string>) => `${name} ${type}`)).toEqual([
    'away symlink',
    'file.txt file',
    'link symlink',
    'second symlink',
  ]);
  expect((await read('d', 'application/vnd.github.object+json')).body).toMatchObject({
    type: 'dir',
    entries: [{}, { path: 'd/file.txt' }, {}, {}],
  });
  expect((await read('large')).body).toMatchObject({ encoding: 'none', content: '', size: 1024 * 1024 + 1 });
  expect((await read('none')).status).toBe(404);
  expect(await refusal(app.get(`${api}/contents/README.md?ref=none`))).toEqual([
    404,
    'No commit found for the ref none',
  ]);
});

test('a comparison counts both sides, and a commit shows its files', async () => {
  const { app, github } = world;
  await github.commit({ repo: REPO, branch: 'left', message: 'l', author: 'maintainer', files: { l: 'l\n' } });
  const right = await github.commit({
    repo: REPO,
    branch: 'right',
    from: main,
    message: 'r',
    author: 'maintainer',
    files: { r: 'r\n' },
  });
  const { body } = await app.get(`${api}/compare/left...right`);
  expect(body).toMatchObject({ status: 'diverged', ahead_by: 1, files: [{ filename: 'r', status: 'added' }] });
  expect((await app.get(`${api}/commits/${right}`)).body).toMatchObject({
    stats: { additions: 1 },
    author: { login: 'maintainer' },
    files: [{ filename: 'r' }],
  });
  expect(await refusal(app.get(`${api}/commits/none`))).toEqual([422, 'No commit found for SHA: none']);
});

test('merging branches: a commit, nothing to do, or a conflict', async () => {
  const { app, github } = world;
  const commit = (branch: string, content: string) =>
    github.commit({ repo: REPO, branch, message: branch, author: 'maintainer', files: { same: content } });
  await commit('one', '1\n');
  await github.commit({
    repo: REPO,
    branch: 'two',
    from: main,
    message: 'two',
    author: 'maintainer',
    files: { same: '2\n' },
  });
  const into = (base: string, head: string) => app.post(`${api}/merges`, { base, head });
  expect(await refusal(into('one', 'two'))).toEqual([409, 'Merge conflict']);
  expect((await into('one', 'main')).status).toBe(204);
  expect(await refusal(into('none', 'main'))).toEqual([404, 'Base does not exist']);
});

test('workflow files need a separate permission', async () => {
  const refused = await world.app.put(`${api}/contents/.github/workflows/a.yaml`, {
    message: 'x',
    content: base64('x'),
  });
  expect([refused.status, refused.headers.get('x-accepted-github-permissions')]).toEqual([403, 'workflows=write']);
  const tree = [{ path: '.github/workflows/a.yaml', mode: '100644', type: 'blob', content: 'x' }];
  expect((await world.app.post(`${api}/git/trees`, { tree })).status).toBe(403);
  expect((await world.maintainer.post(`${api}/git/trees`, { tree })).status).toBe(201);
});
