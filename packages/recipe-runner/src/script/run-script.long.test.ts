import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describePython } from '@pangeo-forge/runner-environment/describe-runner';
import { ensureScriptEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';
import { collectRun } from '../../test/collect-run.ts';
import { startDaskCluster, startLoopbackS3 } from '../../test/servers.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { sandboxHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from '../runner/pangeo-forge-runner.ts';
import type { RunnerRequest } from '../runner/recipe-runner.ts';

const rootDir = join(import.meta.dirname, '../../../../.local/runner');
const python = await ensureScriptEnvironment({ rootDir, environment: process.env }).then(
  ({ pythonExecutable }) => describePython(pythonExecutable),
  (error: unknown) => {
    if (error instanceof RunnerEnvironmentError) return null;
    throw error;
  },
);

const index = process.env['PIP_INDEX_URL'] ?? 'https://pypi.org/simple';
const indexAnswers = await fetch(`${index.replace(/\/$/, '')}/cowsay/`).then(
  ({ ok }) => ok,
  () => false,
);
const META = `title: Waves
description: Their height
maintainers:
  - name: Somebody
    github: somebody
`;
const catalogOf = (...urls: string[]) =>
  `stores:\n${urls.map((url) => `  - id: ${url.split('/').at(-1)?.split('.')[0]}\n    url: "${url}"\n`).join('')}`;
/** Plain xarray and Dask, with a client that no guard protects, as templates of the field have it. */
const WAVES = (address: string) => `import os

import numpy as np
import xarray as xr
from distributed import Client

client = Client(n_workers=2, threads_per_worker=1)
ds = xr.Dataset({"height": (("time", "x"), np.ones((4, 3)))}).chunk({"time": 1})
ds.to_zarr(${address}, zarr_format=3, consolidated=False, mode="w")
`;
const FROM_TARGET = 'os.environ["PANGEO_FORGE_TARGET"] + "/waves.zarr"';

const moto = await findExecutable('moto_server', join(import.meta.dirname, '../../../../.local/moto/bin'));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'script-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

for (const name of ['process', 'bubblewrap'] as const) {
  const choice = await sandboxHere(name);
  const describeIf = python && choice ? describe : describe.skip;
  describeIf(`a recipe that is a program, in the sandbox ${name} (needs the environment "script")`, () => {
    let count = 0;

    async function run(files: Record<string, string>, change: Partial<RunnerRequest> = {}) {
      const out = join(directory, `${name}-${(count += 1)}`);
      const given = Object.entries({ 'meta.yaml': META, ...files }).map(([file, text]) => [
        file,
        text.replaceAll('OUT', out),
      ]);
      const repository = await makeFeedstockRepository(inFeedstock(Object.fromEntries(given)));
      const foldersDir = join(directory, 'invocations');
      const runner = createPangeoForgeRunner({
        program: () => Promise.reject(new Error('a program needs no runner')),
        scriptPython: async () => python!,
        sandbox: choice!.sandbox,
        foldersDir,
        systemPath: process.env['PATH'] ?? '',
        networkEnvironment: installerEnvironment({
          ...process.env,
          HOME: undefined,
          TMPDIR: undefined,
          PATH: undefined,
        }),
      });
      const request: RunnerRequest = {
        kind: 'bake',
        invocationId: '1',
        repoUrl: repository.url,
        ref: repository.sha,
        recipeId: 'waves',
        jobName: 'a1',
        config: {
          TargetStorage: {
            fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
            root_path: join(out, '{job_name}'),
          },
        },
        localOutputDirs: [out],
        ...change,
      };
      try {
        return { out, ...(await collectRun(runner, request)) };
      } finally {
        await repository.remove();
        expect(await readdir(foldersDir)).toEqual([]);
      }
    }

    test('is read without being run: one recipe, named as its only store', async () => {
      const files = { 'recipe.py': 'raise SystemExit(1)\n', 'catalog.yaml': catalogOf('gs://somewhere/waves.zarr') };
      const result = await run(files, { kind: 'expand_meta' });
      expect(result.meta).toMatchObject({ title: 'Waves', recipes: [{ id: 'waves', script: 'recipe.py' }] });
    });

    test('writes where its catalogue says, in full, with an unguarded Client, and leaves no process', async () => {
      const result = await run(
        {
          'recipe.py': WAVES('"OUT/published/waves.zarr"'),
          'catalog.yaml': catalogOf('OUT/published/waves.zarr'),
        },
        { allowedTargets: [directory] },
      );
      expect(result).toMatchObject({
        outcome: 'succeeded',
        reason: null,
        stores: [{ id: 'waves', address: join(result.out, 'published/waves.zarr'), kind: 'zarr3' }],
      });
    });

    test('is tested below its own target, which it reads from PANGEO_FORGE_TARGET', async () => {
      const files = { 'recipe.py': WAVES(FROM_TARGET), 'catalog.yaml': catalogOf('gs://somewhere/waves.zarr') };
      const result = await run(files, { prune: true });
      expect(result).toMatchObject({
        outcome: 'succeeded',
        stores: [{ id: 'waves', address: join(result.out, 'a1/waves.zarr'), kind: 'zarr3' }],
      });
    });

    test('is not tested where it names the address of its published store', async () => {
      const result = await run(
        { 'recipe.py': WAVES('"OUT/published/waves.zarr"'), 'catalog.yaml': catalogOf('OUT/published/waves.zarr') },
        { prune: true, allowedTargets: [directory] },
      );
      expect(result).toMatchObject({ outcome: 'failed', fault: 'author' });
      expect(result.reason).toMatch(
        /^recipe\.py, line 9, writes to \S+waves\.zarr, and a test run may write below its own target only\. Write `os\.environ\.get\("PANGEO_FORGE_TARGET", /,
      );
      await expect(stat(join(result.out, 'published'))).rejects.toThrow('ENOENT');
    });

    test('may not write in full where its bakery may not', async () => {
      const result = await run({
        'recipe.py': WAVES('"gs://somewhere/waves.zarr"'),
        'catalog.yaml': catalogOf('gs://somewhere/waves.zarr'),
      });
      expect(result).toMatchObject({ outcome: 'failed', exitCode: null, lines: [] });
      expect(result.reason).toContain('declared at gs://somewhere/waves.zarr, where this bakery may not write');
    });

    test('fails with its own line when it raises, and with each store that is missing when it does not write', async () => {
      const raised = await run(
        { 'recipe.py': 'height = {}\nheight["waves"]\n', 'catalog.yaml': catalogOf('OUT/waves.zarr') },
        { allowedTargets: [directory] },
      );
      expect(raised).toMatchObject({
        outcome: 'failed',
        fault: 'author',
        reason: "the recipe raised an error: recipe.py, line 2: KeyError: 'waves'",
      });
      const silent = await run({
        'recipe.py': `${WAVES(FROM_TARGET)}`,
        'catalog.yaml': catalogOf('gs://somewhere/waves.zarr', 'gs://somewhere/tides.zarr'),
        'meta.yaml': `${META}recipes:\n  - id: waves\n    script: recipe.py\n`,
      });
      expect(silent.reason).toMatch(
        /^the program ended without an error, but the store `tides` was not written, or does not open \(\S+\/a1\/tides\.zarr: FileNotFoundError/,
      );
    });

    test('writes several stores, each of which is a dataset of its own', async () => {
      const both = `${WAVES(FROM_TARGET)}ds.to_zarr(os.environ["PANGEO_FORGE_TARGET"] + "/tides.zarr", zarr_format=3, consolidated=False, mode="w")\n`;
      const result = await run({
        'recipe.py': both,
        'catalog.yaml': catalogOf('gs://somewhere/waves.zarr', 'gs://somewhere/tides.zarr'),
        'meta.yaml': `${META}recipes:\n  - id: waves\n    script: recipe.py\n`,
      });
      expect(result).toMatchObject({
        outcome: 'succeeded',
        stores: [
          { id: 'waves', address: join(result.out, 'a1/waves.zarr'), kind: 'zarr3' },
          { id: 'tides', address: join(result.out, 'a1/tides.zarr'), kind: 'zarr3' },
        ],
      });
    });

    test('runs on the Dask cluster that its bakery names, whatever it says about workers of its own', async () => {
      await using cluster = await startDaskCluster(python!.executable);
      const files = {
        'recipe.py': WAVES(FROM_TARGET).replace('.chunk(', '.assign_attrs(scheduler=client.scheduler.address).chunk('),
        'catalog.yaml': catalogOf('gs://somewhere/waves.zarr'),
      };
      const result = await run(files, { prune: true, daskScheduler: cluster.address });
      expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
      const metadata: unknown = JSON.parse(await readFile(join(result.out, 'a1/waves.zarr/zarr.json'), 'utf8'));
      expect(metadata).toMatchObject({ attributes: { scheduler: cluster.address } });
      expect(await cluster.transitions()).toContain('memory');
    });

    (moto ? test : test.skip)('writes its stores to S3 with the credentials of the bakery (needs Moto)', async () => {
      await using store = await startLoopbackS3(moto!);
      const both = `${WAVES(FROM_TARGET)}ds.to_zarr(os.environ["PANGEO_FORGE_TARGET"] + "/tides.zarr", zarr_format=3, consolidated=False, mode="w")\n`;
      const config = {
        TargetStorage: {
          fsspec_class: 's3fs.S3FileSystem',
          fsspec_args: store.args,
          root_path: 'pangeo-datasets/{job_name}',
        },
      };
      const files = {
        'recipe.py': both,
        'catalog.yaml': catalogOf('s3://pangeo-datasets/a1/waves.zarr', 's3://elsewhere/tides.zarr'),
        'meta.yaml': `${META}recipes:\n  - id: waves\n    script: recipe.py\n`,
      };
      expect(await run(files, { config })).toMatchObject({
        outcome: 'succeeded',
        reason: null,
        stores: [
          { id: 'waves', address: 's3://pangeo-datasets/a1/waves.zarr', kind: 'zarr3' },
          { id: 'tides', address: 's3://pangeo-datasets/a1/tides.zarr', kind: 'zarr3' },
        ],
      });
      const tested = await run(files, { config, prune: true });
      expect(tested).toMatchObject({ outcome: 'failed', exitCode: null, lines: [] });
    });

    (indexAnswers ? test : test.skip)('gets the packages that it names (needs a package index)', async () => {
      const program = `# /// script
# dependencies = ["xarray", "cowsay==6.1"]
# ///
import os
import cowsay, xarray as xr
xr.Dataset({"a": ("x", [1])}, attrs={"said": cowsay.get_output_string("cow", "moo")}).to_zarr(os.environ["PANGEO_FORGE_TARGET"])
`;
      const catalog = catalogOf('gs://somewhere/waves.zarr');
      const result = await run({ 'recipe.py': program, 'catalog.yaml': catalog }, { prune: true });
      expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
      expect(result.output).toContain('installing the packages of the header of recipe.py');
      const missing = { 'recipe.py': program.replace('cowsay==6.1', 'cowsay==99'), 'catalog.yaml': catalog };
      expect((await run(missing, { prune: true })).reason).toMatch(/asks for cowsay==99, which is not in/);
    });

    test('needs no package index where a pyproject.toml names only tools of development', async () => {
      const program = `import os
import xarray as xr
xr.Dataset({"a": ("x", [1])}).to_zarr(os.environ["PANGEO_FORGE_TARGET"])
`;
      const result = await run(
        {
          'recipe.py': program,
          'catalog.yaml': catalogOf('gs://somewhere/waves.zarr'),
          'pyproject.toml': '[project]\nname = "waves"\nversion = "0"\ndependencies = ["pre-commit"]\n',
        },
        { prune: true },
      );
      expect(result).toMatchObject({ outcome: 'succeeded' });
      expect(result.output).toContain('running with the packages of this environment');
    });

    test('gets what a program needs to know, and no sign of GitHub Actions', async () => {
      const program = `import json, os
from pathlib import Path
import xarray as xr
names = ["PANGEO_FORGE_PRUNE", "PANGEO_FORGE_RECIPE_ID", "GITHUB_SHA", "GITHUB_ACTIONS", "PANGEO_FORGE_COMMIT_MESSAGE"]
xr.Dataset({"a": ("x", [1])}).to_zarr(os.environ["PANGEO_FORGE_TARGET"] + "/waves.zarr")
Path(os.environ["PANGEO_FORGE_TARGET"], "seen.json").write_text(json.dumps([os.environ.get(name) for name in names]))
assert Path("feedstock/catalog.yaml").exists()
`;
      const result = await run(
        { 'recipe.py': program, 'catalog.yaml': catalogOf('gs://somewhere/waves.zarr') },
        { prune: true },
      );
      expect(result).toMatchObject({ outcome: 'succeeded' });
      const seen: unknown = JSON.parse(await readFile(join(result.out, 'a1/seen.json'), 'utf8'));
      const message = expect.stringMatching(/^waves of \S+@[0-9a-f]{40}, job a1$/);
      expect(seen).toEqual(['1', 'waves', expect.stringMatching(/^[0-9a-f]{40}$/), null, message]);
    });
  });
}
