import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collectRun } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { realRunner } from '../../test/real-runner.ts';
import { sandboxHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';

const LINES = ['0.10', '0.9'] as const;
const runners = { '0.10': await realRunner('0.10'), '0.9': await realRunner('0.9') };
const sandbox = (await sandboxHere('process'))?.sandbox;
const LIMIT_MS = 10 * 60_000;

/** A blocking bakery whose pipelines run in the background, as those of Beam's portable runners do. */
const BACKGROUND_BAKERY = `
from apache_beam.pipeline import PipelineOptions
from apache_beam.runners.runner import PipelineResult, PipelineRunner, PipelineState
from pangeo_forge_runner.bakery.base import Bakery
from traitlets import Unicode


class BackgroundResult(PipelineResult):
    def wait_until_finish(self, duration=None):
        with open(self.written, "w") as file:
            file.write("waited for")
        self._state = self.end
        return self.end


class BackgroundRunner(PipelineRunner):
    def run_pipeline(self, pipeline, options):
        result = BackgroundResult(PipelineState.RUNNING)
        result.written, result.end = options.get_all_options()["temp_location"].split("|")
        return result


class BackgroundBakery(Bakery):
    blocking = True
    written = Unicode(config=True)
    end = Unicode("DONE", config=True)

    def get_pipeline_options(self, job_name, container_image, extra_options):
        runner = "background_bakery.BackgroundRunner"
        return PipelineOptions(flags=[], runner=runner, temp_location=f"{self.written}|{self.end}")
`;
const FILES = {
  'meta.yaml': 'recipes:\n  - id: nothing\n    object: "recipe:recipe"\n',
  'recipe.py': 'import apache_beam as beam\n\nrecipe = beam.Impulse()\n',
  'requirements.txt': 'pangeo-forge-recipes\napache-beam\nfsspec\n',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-patches-'));
  await writeFile(join(folder, 'background_bakery.py'), BACKGROUND_BAKERY);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Change {
  recipe?: string;
  target?: string;
}

async function bake(line: (typeof LINES)[number], section: object, { recipe, target = folder }: Change = {}) {
  const program = runners[line]!.program;
  const repository = await makeFeedstockRepository(
    inFeedstock(recipe === undefined ? FILES : { ...FILES, 'recipe.py': recipe }),
  );
  try {
    const runner = createPangeoForgeRunner({
      program: { ...program, sitePackages: [program.sitePackages, folder].join(delimiter) },
      sandbox: sandbox!,
      foldersDir: join(folder, 'invocations'),
      systemPath: process.env['PATH'] ?? '',
      networkEnvironment: { PIP_NO_INDEX: '1' },
    });
    const config = {
      Bake: { bakery_class: 'background_bakery.BackgroundBakery' },
      TargetStorage: { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: target },
      BackgroundBakery: section,
    };
    const request = { kind: 'bake', invocationId: '1', recipeId: 'nothing', jobName: 'a1', config } as const;
    return await collectRun(
      runner,
      { ...request, repoUrl: repository.url, ref: repository.sha },
      { limits: { wallTimeMs: LIMIT_MS } },
    );
  } finally {
    await repository.remove();
  }
}

for (const line of LINES) {
  const describeIf = runners[line] && sandbox ? describe : describe.skip;
  describeIf(`a blocking bakery of pangeo-forge-runner ${line} whose pipeline returns while it runs`, () => {
    test('is waited for, so that the runner’s exit is the end of the bake', async () => {
      const written = join(folder, `written-${line}`);
      const result = await bake(line, { written });
      expect({ outcome: result.outcome, reason: result.reason }).toEqual({ outcome: 'succeeded', reason: null });
      expect(await readFile(written, 'utf8')).toBe('waited for');
    });

    test('fails when its pipeline fails', async () => {
      const result = await bake(line, { written: join(folder, `failed-${line}`), end: 'FAILED' });
      expect(result).toMatchObject({ outcome: 'failed' });
      expect(result.reason).toContain('the pipeline ended as FAILED');
    });

    test('fails when it leaves nothing in the target storage', async () => {
      const written = join(folder, `elsewhere-${line}`);
      const result = await bake(line, { written }, { target: join(folder, 'nothing-here') });
      expect(result).toMatchObject({ outcome: 'failed', fault: 'author' });
      expect(result.reason).toBe('nothing was baked: the pipeline ended and wrote nothing to the target storage');
    });

    test('does not run when the recipe is no Beam transform', async () => {
      const result = await bake(line, { written: join(folder, `never-${line}`) }, { recipe: 'recipe = [1]\n' });
      expect(result).toMatchObject({ outcome: 'failed', fault: 'author' });
      expect(result.reason).toBe(
        'nothing was baked: the recipe nothing is no Beam transform but of type list, so there is nothing to run',
      );
    });
  });
}
