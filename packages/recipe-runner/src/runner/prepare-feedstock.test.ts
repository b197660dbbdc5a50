import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parseDocument } from 'yaml';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { fetchFeedstock } from './fetch-feedstock.ts';
import { prepareFeedstock } from './prepare-feedstock.ts';

const META = 'title: T\nrecipes:\n  - id: a\n    object: "recipe:recipe"\n';

/** What the runner would find: the commit that it is given, and the files of its folder. */
async function prepare(files: Record<string, string>, isBake = true) {
  const upstream = await makeFeedstockRepository(inFeedstock(files));
  const folder = await mkdtemp(join(tmpdir(), 'prepare-test-'));
  try {
    const context = {
      folder,
      environment: { PATH: process.env['PATH'] ?? '' },
      scheme: 'file',
      signal: new AbortController().signal,
    };
    const fetched = await fetchFeedstock({ ...context, repoUrl: upstream.url, ref: upstream.sha });
    if (fetched.outcome === 'failed') throw new Error(fetched.reason);
    const { sha, authorsMeta, executes } = await prepareFeedstock(context, fetched, { subdir: 'feedstock', isBake });
    const copy = join(folder, 'copy');
    await execa('git', ['clone', '--quiet', `file://${fetched.repository}`, copy]);
    const git = async (...args: string[]) => (await execa('git', args, { cwd: copy })).stdout;
    await git('checkout', '--quiet', sha);
    const names = (await git('ls-tree', '-r', '--name-only', 'HEAD')).split('\n');
    const text = names.includes('feedstock/meta.yaml') ? await git('show', 'HEAD:feedstock/meta.yaml') : '';
    const { contents, errors } = parseDocument(text, { prettyErrors: false });
    const meta: unknown = errors.length > 0 ? null : (contents?.toJSON() ?? null);
    return { isAuthors: sha === upstream.sha, authorsMeta, executes, names, meta };
  } finally {
    await upstream.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

test('a feedstock that the runner takes as it is stays the commit of its author', async () => {
  const prepared = await prepare({ 'meta.yaml': META, 'recipe.py': '', 'requirements.txt': 'numpy\n' });
  expect(prepared).toMatchObject({ isAuthors: true, authorsMeta: { title: 'T' } });
});

test('a bake gets an empty requirements.txt where there is none, and an expansion does not', async () => {
  const files = { 'meta.yaml': META, 'recipe.py': '' };
  expect((await prepare(files)).names).toContain('feedstock/requirements.txt');
  expect(await prepare(files, false)).toMatchObject({ isAuthors: true });
});

const NAMES_PACKAGES: [name: string, text: string][] = [
  ['requirements.txt', 'git+https://example.org/x.git\n'],
  ['pyproject.toml', '[project]\nname = "x"\nversion = "1"\ndependencies = ["x @ git+https://example.org/x.git"]\n'],
  ['environment.yml', 'dependencies:\n  - pip:\n      - git+https://example.org/x.git\n'],
  ['uv.lock', 'version = 1\n'],
  ['recipe.py', '# /// script\n# dependencies = ["x @ git+https://example.org/x.git"]\n# ///\n'],
];

test.each(NAMES_PACKAGES)(
  'packages of %s are for a bake, and for reading only where dict_object executes code',
  async (name, text) => {
    const files = { 'meta.yaml': META, 'recipe.py': '', [name]: text };
    expect((await prepare(files, false)).executes).toBe(false);
    expect((await prepare(files)).executes).toBe(true);
    const dictionary = 'recipes:\n  - dict_object: "recipe:recipes"\n';
    expect((await prepare({ ...files, 'meta.yaml': dictionary }, false)).executes).toBe(true);
  },
);

test('our own fields never reach the bake, and are answered to us', async () => {
  const meta = `${META}    dataset_type: kerchunk\n    schedule: "0 6 * * *"\nbakery:\n  id: b\n`;
  const prepared = await prepare({ 'meta.yaml': meta, 'recipe.py': '', 'requirements.txt': '' });
  expect(prepared.meta).toEqual({ title: 'T', recipes: [{ id: 'a', object: 'recipe:recipe' }], bakery: { id: 'b' } });
  expect(prepared.authorsMeta).toMatchObject({ recipes: [{ dataset_type: 'kerchunk' }], bakery: { id: 'b' } });
  expect(prepared.names).toContain('feedstock/recipe.py');
});

test('fields beside dict_object are taken away before the recipes are read, too', async () => {
  const meta = 'recipes:\n  - dict_object: "recipe:recipes"\n    dataset_type: zarr\n';
  expect((await prepare({ 'meta.yaml': meta, 'recipe.py': '' }, false)).meta).toEqual({
    recipes: [{ dict_object: 'recipe:recipes' }],
  });
});

test('meta.yml is read as meta.yaml', async () => {
  const prepared = await prepare({ 'meta.yml': META, 'recipe.py': '' }, false);
  expect(prepared).toMatchObject({ isAuthors: false, meta: { title: 'T' }, authorsMeta: { title: 'T' } });
});

test('a meta.yml that executes code when it is read stays unread: who approves code looks at meta.yaml', async () => {
  for (const key of ['dict_object', '"dict\\u005fobject"']) {
    const meta = `recipes:\n  - ${key}: "recipe:recipes"\n    dataset_type: zarr\n`;
    const prepared = await prepare({ 'meta.yml': meta, 'recipe.py': '' }, false);
    expect(prepared).toMatchObject({ isAuthors: true, meta: null });
  }
});

test('a requirements.txt that is too large to be read is not replaced', async () => {
  const requirements = '# '.repeat(700_000);
  expect(await prepare({ 'meta.yaml': META, 'requirements.txt': requirements })).toMatchObject({ isAuthors: true });
});

test('what cannot be read is left to the runner, which reports it', async () => {
  const recipes = 'recipes:\n  - id: a\n    object: "b:c"\n    dataset_type: zarr\n';
  for (const meta of [
    'recipes: [\n',
    '- a\n',
    'recipes:\n  dict_object: "a:b"\n',
    `${recipes}x: ${'y'.repeat(200_000)}\n`,
  ])
    expect(await prepare({ 'meta.yaml': meta, 'requirements.txt': '' })).toMatchObject({ isAuthors: true });
});
