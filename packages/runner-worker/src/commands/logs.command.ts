import { readLogTail } from '@pangeo-forge/db/logs/read-log';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { runLink } from '../runs/run-links.ts';
import { chooseRecipes } from './choose-recipes.ts';
import { type CommandContext, defineCommand } from './command.ts';

const LINES = 60;
const MOST_CHARACTERS = 10_000;
const MOST_LOGS = 5;

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
    const begun = runs.filter(({ status }) => status !== 'queued');
    const latest = begun.filter((run, index) => begun.findIndex(({ recipeId }) => recipeId === run.recipeId) === index);
    if (latest.length === 0)
      return {
        outcome: 'refused',
        reason: 'no run has begun',
        reply:
          'No run of this pull request has begun, so there is no log yet. Once somebody has started one with `/run`, this shows its log.',
      };
    const known = latest.map(({ recipeId }) => recipeId);
    const choice = chooseRecipes(args.length > 0 ? args : ['all'], known, 'logs');
    if (choice.outcome === 'unclear') return { outcome: 'refused', reason: choice.reason, reply: choice.reply };
    const shown = latest.filter(({ recipeId }) => choice.ids.includes(recipeId)).slice(0, MOST_LOGS);
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
  const tail = (await readLogTail(context.database.pool, run.id, LINES)).slice(-MOST_CHARACTERS);
  const state = run.conclusion ?? 'in progress';
  const title = `\`${run.recipeId}\`, [run ${run.id}](${await runLink(context, run)}), ${state}`;
  if (tail === '') return `${title}: no line was printed yet.`;
  return [
    `${title}:`,
    '',
    `<details><summary>The last ${LINES} lines of its log at most</summary>`,
    '',
    '```text',
    tail.replaceAll('```', "'''"),
    '```',
    '',
    '</details>',
  ].join('\n');
}
