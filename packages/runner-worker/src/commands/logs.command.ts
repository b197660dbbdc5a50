import { readLogTail } from '@pangeo-forge/db/logs/read-log';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { runLink } from '../runs/run-links.ts';
import { chooseRecipes } from './choose-recipes.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { codeBlock, codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';

const LINES = 60;
const MAX_CHARACTERS = 10_000;
const MAX_LOGS = 5;

export const logsCommand = defineCommand({
  name: 'logs',
  usage: '/logs [RECIPE_ID…]',
  summary: `shows the last ${LINES} lines of the newest runs`,
  permission: 'author',
  async handle(context) {
    const { database, repository, pull, args } = context;
    const runs = await findRunsOfPullRequest(database.pool, {
      feedstockSpec: repository.toString(),
      pullRequest: pull.number,
    });
    const started = runs.filter(({ status }) => status !== 'queued');
    const latest = started.filter(
      (run, index) => started.findIndex(({ recipeId }) => recipeId === run.recipeId) === index,
    );
    if (latest.length === 0)
      return {
        outcome: 'refused',
        reason: 'no run has started',
        reply: 'No run of this pull request has started, so there is no log yet. `/run` starts one.',
      };
    const known = latest.map(({ recipeId }) => recipeId);
    const choice = chooseRecipes(args.length > 0 ? args : ['all'], known, 'logs');
    if (choice.outcome === 'unclear') return { outcome: 'refused', reason: choice.reason, reply: choice.reply };
    const shown = latest.filter(({ recipeId }) => choice.ids.includes(recipeId)).slice(0, MAX_LOGS);
    const logs = await Promise.all(shown.map((run) => logOf(context, run)));
    return {
      outcome: 'ran',
      reason: `showed the log of run ${shown.map(({ id }) => id).join(', ')}`,
      reply: logs.join('\n\n'),
    };
  },
});

/** What role `run` stored is redacted. */
async function logOf(context: CommandContext, run: RecipeRunRecord): Promise<string> {
  const tail = (await readLogTail(context.database.pool, run.id, LINES)).slice(-MAX_CHARACTERS);
  const state = run.conclusion ?? 'in progress';
  const title = `${codeSpan(run.recipeId)}, [run ${run.id}](${await runLink(context, run)}), ${state}`;
  if (tail === '') return `${title}: no output yet.`;
  return [
    `${title}:`,
    '',
    `<details><summary>Last lines of the log</summary>`,
    '',
    ...codeBlock(tail),
    '',
    '</details>',
  ].join('\n');
}
