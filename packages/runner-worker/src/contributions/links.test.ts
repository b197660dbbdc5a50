import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { STAGED_RECIPES } from '../testing/flow-stage.ts';
import { goodRecipe } from '../testing/pull-request-life.ts';
import { type DrivenStage, feedstockOf, startDrivenStage } from '../testing/driven-stage.ts';

let driven: DrivenStage;

beforeAll(async () => {
  driven = await startDrivenStage();
});

afterAll(() => driven.stop());

const link = (target: string) => ({ content: target, mode: '120000' as const });

async function checked(branch: string, files: Record<string, string | ReturnType<typeof link>>) {
  const { number, head } = await driven.open(branch, files);
  const run = driven.stage.github.repository(STAGED_RECIPES).checkRuns(head)[0];
  return { number, title: run?.output.title, conclusion: run?.conclusion, summary: run?.summary ?? '' };
}

test('links that stay in the recipe are fine, and stay in the feedstock', async () => {
  const { number, conclusion } = await checked('inside', {
    ...goodRecipe('recipes/inside'),
    'recipes/inside/deep/recipe.py': link('../recipe.py'),
  });
  expect(conclusion).toBe('success');
  await driven.stage.github.mergePullRequest(STAGED_RECIPES, number, 'maintainer');
  await driven.drive.untilQuiet();
  const feedstock = driven.stage.github.repository(feedstockOf('inside'));
  expect(await feedstock.modes()).toMatchObject({ 'feedstock/deep/recipe.py': '120000' });
  expect(String((await feedstock.files())['feedstock/deep/recipe.py'])).toBe('../recipe.py');
});

test('links that lead out of the recipe are a failure that names them, in plain words', async () => {
  const { conclusion, title, summary } = await checked('outside', {
    ...goodRecipe('recipes/outside'),
    'recipes/outside/shared.py': link('../other/shared.py'),
    'recipes/outside/passwords': link('/etc/passwd'),
  });
  expect([conclusion, title]).toEqual(['failure', 'Some files are outside the recipe']);
  expect(summary).toContain(
    '`recipes/outside/shared.py` is a symbolic link to `../other/shared.py`, which is outside `recipes/outside/`. Replace it with the file itself.',
  );
  expect(summary).toContain('`recipes/outside/passwords` is a symbolic link to `/etc/passwd`');
});

test('a recipe that is a link to a folder is reported as none', async () => {
  const { conclusion, title, summary } = await checked('linked', { 'recipes/linked': link('../elsewhere') });
  expect([conclusion, title]).toEqual(['failure', 'The recipe folder is a link']);
  expect(summary).toContain('`recipes/linked` is a symbolic link');
});

test('a file beside the recipes is nobody’s recipe, as before', async () => {
  expect(await checked('readme', { 'recipes/README.md': '# Recipes\n' })).toMatchObject({ title: undefined });
});
