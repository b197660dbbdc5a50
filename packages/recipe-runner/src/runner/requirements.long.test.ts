import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { collectRun } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { realRunner } from '../../test/real-runner.ts';
import { sandboxHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';

const systemPath = process.env['PATH'] ?? '';
const index = process.env['PIP_INDEX_URL'] ?? 'https://pypi.org/simple';
const indexAnswers = await fetch(`${index.replace(/\/$/, '')}/cowsay/`).then(
  ({ ok }) => ok,
  () => false,
);
const real = await realRunner();

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
    import cowsay
    with open(file, "w") as out:
        out.write(cowsay.get_output_string("cow", item[1]))

recipe = beam.Create(dict(cow="moo").items()) | beam.Map(say)
`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'requirements-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

for (const name of ['process', 'bubblewrap', 'docker'] as const) {
  const choice = await sandboxHere(name);
  const network = choice?.sandbox.networks.includes('public') ? 'public' : 'host';
  const testIf = real && choice && indexAnswers ? test : test.skip;
  describe(`requirements.txt in the sandbox ${name}, network ${network} (needs a package index)`, () => {
    testIf('what the environment lacks is installed for the bake, and nothing of it stays', async () => {
      const out = join(directory, name);
      const files = {
        'meta.yaml': META,
        'requirements.txt': 'pangeo-forge-recipes\ncowsay==6.1\n',
        'recipe.py': recipeInto(join(out, 'printed')),
      };
      const repository = await makeFeedstockRepository(inFeedstock(files));
      const runner = createPangeoForgeRunner({
        program: choice!.imagePrograms ?? real!.program,
        sandbox: choice!.sandbox,
        foldersDir: join(directory, 'invocations'),
        systemPath,
        network: { bake: network },
        networkEnvironment: installerEnvironment({
          ...process.env,
          HOME: undefined,
          TMPDIR: undefined,
          PATH: undefined,
        }),
      });
      const result = await collectRun(
        runner,
        {
          kind: 'bake',
          invocationId: '1',
          repoUrl: repository.url,
          ref: repository.sha,
          recipeId: 'cow',
          jobName: 'a1',
          localOutputDirs: [out],
          config: {
            Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
            TargetStorage: {
              fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
              root_path: join(out, '{job_name}'),
            },
            LocalDirectBakery: { num_workers: 1 },
          },
        },
        { limits: { wallTimeMs: 280_000 } },
      ).finally(() => void repository.remove());
      expect(result).toMatchObject({ outcome: 'succeeded', reason: null });
      expect(await readFile(join(out, 'printed'), 'utf8')).toMatch(/\| moo \|[^]*\(oo\)/);
    });
  });
}
