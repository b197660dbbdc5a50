import type { FileProblem, lintRecipe } from '../meta/lint-recipe.ts';
import type { lintMeta } from '../meta/lint-meta.ts';
import type { MetaProblem } from '../meta/meta-problem.ts';
import type { lineOfRecipe } from '../meta/recipe-line.ts';
import type { RecipeSchedule } from '../meta/schedule.ts';
import type { ScriptRecipe, scriptRecipesOf } from '../meta/script-recipe.ts';
import type { AuthorsTextTasks } from './authors-text.thread.ts';
import { type BudgetedThreads, createBudgetedThreads, type ThreadBudget } from './budgeted-threads.ts';

/** A usual meta.yaml takes a few milliseconds and megabytes. */
export const AUTHORS_TEXT_BUDGET: ThreadBudget = { cpuMs: 1_000, limitMs: 60_000, heapMb: 64 };

/** Reads what authors of recipes write. Anybody may open a pull request, so it is never parsed on the event loop. */
export interface AuthorsTextReader {
  lintMeta(...input: Parameters<typeof lintMeta>): Promise<MetaProblem[]>;
  lintRecipe(...input: Parameters<typeof lintRecipe>): Promise<FileProblem[]>;
  /** The Python files that a meta.yaml names, such as `recipe.py`; none when it cannot be read. */
  namedFiles(text: string): Promise<string[]>;
  /** The recipes of a folder that are programs; null when it has none or cannot be read. */
  scriptRecipes(...input: Parameters<typeof scriptRecipesOf>): Promise<ScriptRecipe[] | null>;
  /** Empty when the text cannot be read: then nobody gets rights from it. */
  maintainersOf(text: string): Promise<string[]>;
  /** `any` when the files cannot be read. */
  lineOfRecipe(...input: Parameters<typeof lineOfRecipe>): Promise<ReturnType<typeof lineOfRecipe>>;
  /** The schedules of the recipes of a meta.yaml; null when it cannot be read. */
  schedulesOf(text: string): Promise<RecipeSchedule[] | null>;
  /** The fields of a meta.yaml; null when it holds none or cannot be read. */
  fieldsOf(text: string): Promise<Record<string, unknown> | null>;
  stop(): Promise<void>;
}

/** In the package for npm the thread's module stands beside this one too. */
const THREAD = new URL(`./authors-text.thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** One thread for all texts of a process, started for the first. */
export function createAuthorsTextReader(budget = AUTHORS_TEXT_BUDGET, file = THREAD): AuthorsTextReader {
  const threads: BudgetedThreads<AuthorsTextTasks> = createBudgetedThreads<AuthorsTextTasks>({ file, budget });
  return {
    async lintMeta(...input) {
      const answer = await threads.run('lintMeta', ...input);
      return answer.outcome === 'done' ? answer.value : [overBudget(answer.budget)];
    },
    async lintRecipe(...input) {
      const answer = await threads.run('lintRecipe', ...input);
      if (answer.outcome === 'done') return answer.value;
      return [{ ...overBudget(answer.budget), file: input[0].metaName }];
    },
    async namedFiles(text) {
      const answer = await threads.run('namedFiles', text);
      return answer.outcome === 'done' ? answer.value : [];
    },
    async scriptRecipes(...input) {
      const answer = await threads.run('scriptRecipes', ...input);
      return answer.outcome === 'done' ? answer.value : null;
    },
    async maintainersOf(text) {
      const answer = await threads.run('maintainersOf', text);
      return answer.outcome === 'done' ? answer.value : [];
    },
    async lineOfRecipe(...input) {
      const answer = await threads.run('lineOfRecipe', ...input);
      return answer.outcome === 'done' ? answer.value : { outcome: 'any' };
    },
    async schedulesOf(text) {
      const answer = await threads.run('schedulesOf', text);
      return answer.outcome === 'done' ? answer.value : null;
    },
    async fieldsOf(text) {
      const answer = await threads.run('fieldsOf', text);
      return answer.outcome === 'done' ? answer.value : null;
    },
    stop: () => threads.stop(),
  };
}

/** The reader that a process shares, as it shares Node's own pool of threads: it needs no configuration and no stop. */
export const authorsText = createAuthorsTextReader();

function overBudget(budget: 'time' | 'memory'): MetaProblem {
  const message =
    budget === 'time'
      ? 'Reading this file takes more processor time than a recipe may use.'
      : 'Reading this file takes more memory than a recipe may use.';
  const nextStep = 'Make it shorter: describe the recipes here; data and long lists belong elsewhere.';
  return { rule: 'budget', field: null, severity: 'error', line: 1, column: 1, endLine: 1, message, nextStep };
}
