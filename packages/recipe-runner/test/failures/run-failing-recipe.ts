import { createServer } from 'node:https';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { execa } from 'execa';
import { createPangeoForgeRunner } from '../../src/runner/pangeo-forge-runner.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type CollectedRun, collectRun } from '../collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../feedstock-repository.ts';
import type { RealRunner } from '../real-runner.ts';
import type { FailingRecipe, Sources } from './failing-recipes.ts';

export interface FailureStage {
  sources: Sources;
  directory: string;
  stop(): Promise<void>;
}

export async function startFailureStage(): Promise<FailureStage> {
  const directory = await mkdtemp(join(tmpdir(), 'failures-'));
  const netcdf = await startNetcdfServer();
  const key = join(directory, 'key.pem');
  const cert = join(directory, 'cert.pem');
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await execa('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject]);
  const untrusted = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_request, response) => {
    response.end('never read');
  });
  await new Promise<void>((resolve) => void untrusted.listen(0, '127.0.0.1', resolve));
  const address = untrusted.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    directory,
    sources: { files: netcdf.url, untrusted: `https://127.0.0.1:${port}`, refusing: 'http://127.0.0.1:1' },
    async stop() {
      untrusted.closeAllConnections();
      untrusted.close();
      await netcdf.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A failing recipe, run by the real runner: pruned, on this machine. */
export async function runFailingRecipe(
  { sources, directory }: FailureStage,
  recipe: FailingRecipe,
  { real, sandbox }: { real: RealRunner; sandbox: Sandbox },
): Promise<CollectedRun> {
  const repository = await makeFeedstockRepository(inFeedstock(await filesOf(recipe, sources)));
  const out = join(directory, recipe.name);
  const runner = createPangeoForgeRunner({
    program: real.program,
    sandbox,
    foldersDir: join(directory, 'invocations'),
    systemPath: process.env['PATH'] ?? '',
    networkEnvironment: installerEnvironment({ ...process.env, HOME: undefined, TMPDIR: undefined, PATH: undefined }),
    network: { expand_meta: 'host' },
  });
  const bake = {
    kind: 'bake',
    recipeId: recipe.files ? 'fails' : 'sea-surface-temperature',
    jobName: 'a1',
    prune: recipe.prune ?? !recipe.files,
    localOutputDirs: [out],
    config: {
      Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
      TargetStorage: localStorage(join(out, '{job_name}')),
      ...(recipe.name.endsWith('-old-api') ? { InputCacheStorage: localStorage(join(out, 'cache')) } : {}),
      LocalDirectBakery: { num_workers: 1 },
    },
  } as const;
  try {
    return await collectRun(
      runner,
      {
        invocationId: recipe.name,
        repoUrl: repository.url,
        ref: repository.sha,
        ...(recipe.expands ? { kind: 'expand_meta' } : bake),
      },
      { limits: { wallTimeMs: 240_000, ...recipe.limits } },
    );
  } finally {
    await repository.remove();
  }
}

function localStorage(root: string) {
  const args = { auto_mkdir: true };
  return { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', fsspec_args: args, root_path: root };
}

async function filesOf(recipe: FailingRecipe, sources: Sources): Promise<Record<string, string>> {
  const { source = 'files' } = recipe;
  const url = source === 'nowhere' ? 'https://data.example.invalid' : sources[source];
  if (recipe.files)
    return Object.fromEntries(
      Object.entries(recipe.files).map(([name, text]) => [name, text.replaceAll('{source}', url)]),
    );
  const sample = await recipeFiles('sea-surface-temperature', { sourceUrl: url, bakeryId: 'local' });
  const missing = source === 'files' ? sample['recipe.py']?.replaceAll('/sst/', '/no-such-place/') : undefined;
  return missing === undefined ? sample : { ...sample, 'recipe.py': missing };
}
