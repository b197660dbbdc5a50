import { lookup } from 'node:dns/promises';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { execa } from 'execa';
import { collectRun } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { environmentsHere, realRunner } from '../../test/real-runner.ts';
import { sandboxHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const systemPath = process.env['PATH'] ?? '';
const index = process.env['PIP_INDEX_URL'] ?? 'https://pypi.org/simple';
const indexAnswers = await fetch(`${index.replace(/\/$/, '')}/cowsay/`).then(
  ({ ok }) => ok,
  () => false,
);
/** The public network does not reach an index on a private address, or on one that is kept for documents. */
const { address } = await lookup(new URL(index).hostname).catch(() => ({ address: '' }));
const indexIsPublic = !/^(?:10|127|172|192\.168|198\.51\.100|203\.0\.113)\./.test(address);
const real = await realRunner();
const environments = await environmentsHere();

const META = `title: Words of a cow
recipes:
  - id: cow
    object: "recipe:recipe"
bakery:
  id: local
`;
/** Uses the requirement while it is read, and again in Beam's worker. */
const recipeInto = (file: string) => `import apache_beam as beam
import cowsay

def say(item, file=${JSON.stringify(file)}):
    import cowsay, os
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w") as out:
        out.write(cowsay.get_output_string("cow", item[1]))

recipe = beam.Create(dict(cow="moo").items()) | beam.Map(say)
`;

const PEP_723 = '# /// script\n# dependencies = [\n#   "xarray==2024.10.0",\n# ]\n# ///\n';
const PROJECT = `[project]
name = "cow"
version = "0"
requires-python = ">=3.11"
dependencies = ["xarray==2024.10.0"]

[dependency-groups]
dev = ["no-such-package-of-pangeo-forge"]
`;
/** Older than what Beam goes together with at most. */
const LOCKED = PROJECT.replace(
  '"xarray==2024.10.0"',
  '"xarray==2024.10.0", "numpy==1.26.4", "pandas==2.2.3", "python-dateutil<3"',
);
const CONDA = 'name: cow\ndependencies:\n  - python=3.11\n  - pip:\n      - xarray==2024.10.0\n';

/** As its author would have made it. */
async function lockOf(project: string): Promise<string> {
  const folder = await mkdtemp(join(directory, 'lock-'));
  await writeFile(join(folder, 'pyproject.toml'), project.replace(/\[dependency-groups\][^]*$/, ''));
  await execa(environments?.uv ?? '', ['lock', '--quiet', '--project', folder], { stdin: 'ignore' });
  return readFile(join(folder, 'uv.lock'), 'utf8');
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'requirements-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Writes which versions of a package the runner and Beam's worker have. */
const versionsInto = (file: string) => `import apache_beam as beam
import xarray

def compare(item, file=${JSON.stringify(file)}, read=xarray.__version__):
    import os, xarray
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w") as out:
        out.write(f"{read} {xarray.__version__}")

recipe = beam.Create(dict(cow=1).items()) | beam.Map(compare)
`;

for (const name of ['process', 'bubblewrap', 'docker'] as const) {
  const choice = await sandboxHere(name);
  const network = indexIsPublic && choice?.sandbox.networks.includes('public') ? 'public' : 'host';
  const kinds = name === 'docker' ? [false] : [true, false];
  describe.each(kinds)(
    `requirements in the sandbox ${name}, installed before: %s (needs a package index)`,
    (withEnvironments) => {
      const testIf = real && choice && indexAnswers && (environments || !withEnvironments) ? test : test.skip;
      const testOfEnvironments = withEnvironments ? testIf : test.skip;

      async function run(
        files: Record<string, string>,
        out: string,
        { buildsWhileRead = true, ...change }: Partial<RunnerRequest> & { buildsWhileRead?: boolean } = {},
      ) {
        const repository = await makeFeedstockRepository(inFeedstock({ 'meta.yaml': META, ...files }));
        const runner = createPangeoForgeRunner({
          program: choice!.imagePrograms ?? real!.program,
          environments: withEnvironments ? environments : null,
          sandbox: choice!.sandbox,
          foldersDir: join(directory, 'invocations'),
          systemPath,
          network: { bake: network },
          buildsWhileRead,
          networkEnvironment: installerEnvironment({
            ...process.env,
            HOME: undefined,
            TMPDIR: undefined,
            PATH: undefined,
          }),
        });
        const config = {
          Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
          TargetStorage: {
            fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
            root_path: join(out, '{job_name}'),
          },
          LocalDirectBakery: { num_workers: 1 },
        };
        const { url: repoUrl, sha: ref } = repository;
        const request = {
          kind: 'bake',
          invocationId: '1',
          recipeId: 'cow',
          jobName: 'a1',
          repoUrl,
          ref,
          config,
        } as const;
        return collectRun(
          runner,
          { ...request, localOutputDirs: [out], ...change },
          { limits: { wallTimeMs: 280_000 } },
        ).finally(() => void repository.remove());
      }

      testIf('what the environment lacks is installed for the bake, and nothing of it stays', async () => {
        const out = join(directory, `${name}-${withEnvironments}`);
        const printed = join(out, 'a1', 'printed');
        const files = { 'requirements.txt': 'pangeo-forge-recipes\ncowsay==6.1\n', 'recipe.py': recipeInto(printed) };
        expect(await run(files, out)).toMatchObject({ outcome: 'succeeded', reason: null });
        expect(await readFile(printed, 'utf8')).toMatch(/\| moo \|[^]*\(oo\)/);
      });

      testIf('a version that the author pins is the one in the runner and in Beam’s workers', async () => {
        const out = join(directory, `${name}-${withEnvironments}-versions`);
        const versions = join(out, 'a1', 'versions');
        const files = { 'requirements.txt': 'xarray==2024.10.0\n', 'recipe.py': versionsInto(versions) };
        expect(await run(files, out)).toMatchObject({ outcome: 'succeeded', reason: null });
        expect(await readFile(versions, 'utf8')).toBe('2024.10.0 2024.10.0');
      });

      testOfEnvironments.each([
        ['the header of a Python file (PEP 723)', {}, PEP_723],
        ['pyproject.toml beside meta.yaml', { 'pyproject.toml': PROJECT }, ''],
        ['pyproject.toml of the repository', { '../pyproject.toml': PROJECT }, ''],
        ['the pip part of environment.yml', { 'environment.yml': CONDA }, ''],
        ['the pip part of environment.yaml of the repository', { '../environment.yaml': CONDA }, ''],
      ] as const)('packages come from %s', async (what, files, head) => {
        const out = join(directory, `${name}-${what.length}-source`);
        const versions = join(out, 'a1', 'versions');
        const result = await run({ ...files, 'recipe.py': `${head}${versionsInto(versions)}` }, out);
        expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
        expect(await readFile(versions, 'utf8')).toBe('2024.10.0 2024.10.0');
      });

      testOfEnvironments('packages come from uv.lock, in its versions and not in those of pyproject.toml', async () => {
        const out = join(directory, `${name}-locked`);
        const versions = join(out, 'a1', 'versions');
        const files = { 'pyproject.toml': PROJECT.replace('==2024.10.0', '>=2024'), 'uv.lock': await lockOf(LOCKED) };
        const result = await run({ ...files, 'recipe.py': versionsInto(versions) }, out);
        expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
        expect(await readFile(versions, 'utf8')).toBe('2024.10.0 2024.10.0');
      });

      testOfEnvironments.each([
        ['pyproject.toml', '[project\n', /^pyproject\.toml cannot be read: Expected/],
        ['environment.yml', 'dependencies: [', /^environment\.yml cannot be read: /],
        ['recipe.py', '# /// script\n# dependencies = [\n# ///\nrecipe = 1\n', /^recipe\.py cannot be read: /],
      ])('a %s that cannot be read is its author’s to fix', async (file, text, reason) => {
        const result = await run({ 'recipe.py': 'recipe = 1\n', [file]: text }, join(directory, 'unused'));
        expect(result).toMatchObject({ outcome: 'failed', fault: 'author', exitCode: null });
        expect(result.reason).toMatch(reason);
      });

      testOfEnvironments('tools of development are not installed', async () => {
        const project = PROJECT.replace('xarray==2024.10.0', 'pre-commit');
        const result = await run(
          { 'pyproject.toml': project, 'recipe.py': 'import pre_commit\nrecipe = 1\n' },
          join(directory, 'unused'),
        );
        expect(result.reason).toContain('the module pre_commit is missing');
      });

      testOfEnvironments('what is asked for is there while the recipes are read', async () => {
        const files = {
          'meta.yaml': META.replace(/ {2}- id.*\n.*\n/, '  - dict_object: "recipe:recipes"\n'),
          'requirements.txt': 'cowsay==6.1\n',
          'recipe.py': 'import cowsay\nrecipes = {cowsay.__name__: 1}\n',
        };
        const read = await run(files, join(directory, 'unused'), { kind: 'expand_meta' });
        expect(read.meta?.recipes.map(({ id }) => id)).toEqual(['cowsay']);
      });

      testOfEnvironments(
        'what cannot be installed is reported with the installer’s sentence and the line',
        async () => {
          const files = {
            'requirements.txt': 'xarray\n\nnumpy==1.26.4\nnumpy==2.1.0\n',
            'recipe.py': 'raise ValueError("never read")\n',
          };
          const result = await run(files, join(directory, 'unused'));
          expect(result).toMatchObject({ outcome: 'failed', fault: 'author', exitCode: null });
          expect(result.reason).toMatch(
            /^line 3 of requirements\.txt \(`numpy==1\.26\.4`\) cannot be installed: .*numpy==2\.1\.0/,
          );
        },
      );

      testOfEnvironments('what must be built from source is built for this run alone', async () => {
        const out = join(directory, `${name}-source`);
        const versions = join(out, 'a1', 'versions');
        const recipe = `${versionsInto(versions).replaceAll('xarray', 'apitools').replaceAll('.__version__', '.__name__')}`;
        const before = await environments?.store.keys();
        const files = { 'requirements.txt': 'google-apitools==0.5.31\n', 'recipe.py': recipe };
        expect(await run(files, out)).toMatchObject({ outcome: 'succeeded', reason: null });
        expect(await environments?.store.keys()).toEqual(before);
      });

      const testOfShared = name === 'process' ? test.skip : testOfEnvironments;
      testOfShared('nothing is built while recipes are read where this is not allowed', async () => {
        const files = {
          'meta.yaml': META.replace(/ {2}- id.*\n.*\n/, '  - dict_object: "recipe:recipes"\n'),
          'recipe.py': 'import cowsay\nrecipes = {"cow": 1}\n',
        };
        const read = (requirements: string) =>
          run({ ...files, 'requirements.txt': requirements }, join(directory, 'unused'), {
            kind: 'expand_meta',
            buildsWhileRead: false,
          });
        const refused = await read('cowsay==6.1\ngoogle-apitools==0.5.31\n');
        expect(refused).toMatchObject({ outcome: 'failed', fault: 'author', exitCode: null });
        expect(refused.reason).toMatch(/^requirements\.txt names packages that must be built from source/);
        expect((await read('cowsay==6.1\n')).meta?.recipes.map(({ id }) => id)).toEqual(['cow']);
      });

      testOfEnvironments('recipe code cannot change what other runs use', async () => {
        const out = join(directory, `${name}-change`);
        const attempt = 'import cowsay, pathlib\npathlib.Path(cowsay.__file__).write_text("changed")\nrecipe = 1\n';
        const result = await run({ 'requirements.txt': 'cowsay==6.1\n', 'recipe.py': attempt }, out);
        // under `process` it changes a copy
        expect(result.reason).toMatch(
          name === 'process' ? /nothing was baked/ : /Read-only file system|Permission denied/,
        );
        const inUse = await Promise.all(((await environments?.store.keys()) ?? []).map((key) => readCowsay(key)));
        expect(inUse.filter((text) => text === 'changed')).toEqual([]);
      });
    },
  );
}

/** Runs here and names itself as Dataflow does; writes what its workers would install. */
const REMOTE_BAKERY = `
from pangeo_forge_runner.bakery.local import LocalDirectBakery
from traitlets import Unicode


class RemoteDataflowBakery(LocalDirectBakery):
    written = Unicode(config=True)

    def get_pipeline_options(self, job_name, container_image, extra_options):
        with open(extra_options["requirements_file"]) as given, open(self.written, "w") as out:
            out.write(given.read())
        return super().get_pipeline_options(job_name, container_image, {})
`;

describe('workers on other machines (needs a package index)', () => {
  const testIf = real && environments && indexAnswers ? test : test.skip;
  testIf.each([
    ['that are met', 'pangeo-forge-recipes\nxarray>=2024\n'],
    ['that change a version', 'pangeo-forge-recipes\nxarray==2024.10.0\n'],
    ['that the environment lacks', 'pangeo-forge-recipes\ncowsay\n'],
  ])('get what requirements %s were resolved to, with all that it needs', async (what, requirements) => {
    const out = await mkdtemp(join(directory, 'remote-'));
    await writeFile(join(out, 'remote_bakery.py'), REMOTE_BAKERY);
    const versions = join(out, 'a1', 'versions');
    const files = { 'meta.yaml': META, 'requirements.txt': requirements, 'recipe.py': versionsInto(versions) };
    const repository = await makeFeedstockRepository(inFeedstock(files));
    const { program } = real!;
    const runner = createPangeoForgeRunner({
      program: { ...program, sitePackages: [program.sitePackages, out].join(delimiter) },
      environments,
      sandbox: (await sandboxHere('process'))!.sandbox,
      foldersDir: join(directory, 'invocations'),
      systemPath,
      networkEnvironment: installerEnvironment({ ...process.env, HOME: undefined, TMPDIR: undefined, PATH: undefined }),
    });
    const written = join(out, 'workers.txt');
    const request = { kind: 'bake', invocationId: '1', recipeId: 'cow', jobName: 'a1' } as const;
    const result = await collectRun(runner, {
      ...request,
      repoUrl: repository.url,
      ref: repository.sha,
      config: {
        Bake: { bakery_class: 'remote_bakery.RemoteDataflowBakery' },
        RemoteDataflowBakery: { written },
        TargetStorage: { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: join(out, 'a1') },
      },
    }).finally(() => void repository.remove());
    expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
    const pins = (await readFile(written, 'utf8')).trim().split('\n');
    expect(pins.filter((pin) => !/^[\w.-]+==[\w.]+( ; .*)?$/.test(pin))).toEqual([]);
    const names = pins.map((pin) => pin.split('==')[0]);
    expect(names).toEqual(expect.arrayContaining(['pangeo-forge-recipes', 'xarray', 'numpy', 'zarr']));
    expect(names).not.toContain('apache-beam');
    expect(names.includes('cowsay')).toBe(what.includes('lacks'));
    const [read] = (await readFile(versions, 'utf8')).split(' ');
    expect(pins).toContain(`xarray==${read}`);
  });
});

async function readCowsay(key: string): Promise<string | null> {
  const found = await environments?.store.find(key);
  await found?.release();
  return found ? readFile(join(found.site, 'cowsay', '__init__.py'), 'utf8').catch(() => null) : null;
}
