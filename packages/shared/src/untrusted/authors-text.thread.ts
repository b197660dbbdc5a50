import { lintMeta, namedFilesIn } from '../meta/lint-meta.ts';
import { lintRecipe } from '../meta/lint-recipe.ts';
import { maintainersOf } from '../meta/maintainers-of.ts';
import { fieldsOf } from '../meta/parse-meta.ts';
import { lineOfRecipe } from '../meta/recipe-line.ts';
import { schedulesOf } from '../meta/schedule.ts';
import { scriptRecipesOf } from '../meta/script-recipe.ts';
import { serveTasks } from './serve-tasks.ts';

const MAX_PROBLEMS = 200;
const MAX_MAINTAINERS = 1_000;
/** What the others write out as JSON again. */
const MAX_JSON_CHARACTERS = 512 * 1024;

const tasks = {
  lintMeta: (...input: Parameters<typeof lintMeta>) => lintMeta(...input).slice(0, MAX_PROBLEMS),
  lintRecipe: (...input: Parameters<typeof lintRecipe>) => lintRecipe(...input).slice(0, MAX_PROBLEMS),
  namedFiles: namedFilesIn,
  scriptRecipes: scriptRecipesOf,
  maintainersOf: (text: string) => maintainersOf(text).slice(0, MAX_MAINTAINERS),
  lineOfRecipe,
  schedulesOf,
  /** The fields of a meta.yaml; null when it holds none, or more than anybody needs. */
  fieldsOf(text: string): Record<string, unknown> | null {
    const fields = fieldsOf(text);
    return JSON.stringify(fields).length > MAX_JSON_CHARACTERS ? null : fields;
  },
};

export type AuthorsTextTasks = typeof tasks;

serveTasks(tasks);
