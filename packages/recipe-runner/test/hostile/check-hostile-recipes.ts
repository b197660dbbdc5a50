import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxesHere } from '../sandboxes.ts';
import type { HostileRecipe } from './hostile-recipe.ts';
import { type HostileStage, stageHostileRecipes } from './stage-hostile-recipes.ts';

/**
 * Declares a test of each recipe in each sandbox: it is stopped exactly where the table says so, and neighbours never
 * suffer.
 */
export async function checkHostileRecipes(recipes: readonly HostileRecipe[]): Promise<void> {
  for (const [name, sandbox] of Object.entries(await sandboxesHere())) {
    const describeIf = sandbox && existsSync('/proc/self/stat') ? describe : describe.skip;
    describeIf(`recipe code in the sandbox ${name} that`, () => {
      if (!sandbox) return;
      let stage: HostileStage;
      beforeAll(async () => {
        stage = await stageHostileRecipes(sandbox);
      });
      afterAll(() => stage.end());

      for (const recipe of recipes) {
        const verdict = recipe.verdicts[sandbox.name];
        const canBe = recipe.network !== 'public' || name === 'process' || sandbox.networks.includes('public');
        // What is not stopped depends on the rights of who runs the tests.
        const testIf = canBe && (verdict.stopped || process.getuid?.() === 0) ? test : test.skip;
        testIf(`${recipe.what}: ${verdict.stopped ? 'is stopped' : 'is not stopped'}`, async () => {
          const after = await stage.perform(recipe);
          expect({ gotThrough: recipe.gotThrough(after), after }).toEqual({ gotThrough: !verdict.stopped, after });
          await stage.neighbourWorksOn();
        });
      }
    });
  }
}
