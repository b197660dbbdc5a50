import { type CommandContext, type CommandResult, defineCommand } from '../registry/define-command.ts';
import { chooseRecipes } from './choose-recipes.ts';
import { notTakenBack } from './not-taken-back.ts';
import { runInProduction } from './run-in-production.ts';
import { readRunOptions } from './run-options.ts';
import { runsOfHead } from './runs-of-head.ts';
import { startRuns } from './start-runs.ts';
import { whyStale } from './why-stale.ts';

export const runCommand = defineCommand({
  name: 'run',
  usage: '/run RECIPE_ID…|all [--production [--ref REF]]',
  summary:
    'test-runs recipes of the newest commit, pruned to two time steps; with `--production`, on what is merged in a feedstock, runs them in full, at that merge or at another branch, tag or commit',
  permission: 'run',
  async handle(context) {
    const options = readRunOptions(context.args);
    if (options.outcome === 'unclear') return refused(options.reason, options.reply);
    if (options.production) return runInProduction(context, options);
    if (context.pull.merged && !context.repository.isStagedRecipes)
      return refused('the pull request is merged', MERGED);
    const stale = await whyStale(context);
    if (stale) return refused('the comment does not mean the commit that would be run', stale);
    if (!context.pull.headCloneUrl)
      return refused(
        'the fork is gone',
        'The repository that this pull request comes from was deleted, so its recipes cannot be run. Please open a new pull request.',
      );
    if (await isTakenBack(context)) return superseded;
    const runs = await runsOfHead(context, context.pull);
    if (runs.outcome === 'unreadable') return refused(runs.reason, runs.reply);
    const choice = chooseRecipes(
      options.recipes,
      runs.latest.map(({ recipeId }) => recipeId),
      'run',
    );
    if (choice.outcome === 'unclear') return refused(choice.reason, choice.reply);
    const wanted = await notTakenBack(context, choice.ids);
    if (wanted.length === 0) return superseded;
    return startRuns(context, {
      runs: runs.latest.filter(({ recipeId }) => wanted.includes(recipeId)),
      actor: context.comment.author,
    });
  },
});

const MERGED =
  'This pull request is merged, so there is nothing to be test-run. `/run RECIPE_ID --production` runs what it merged in full, `--ref main` behind that the newest commit.';

/** A cancellation of everything needs no look at the recipes. */
async function isTakenBack(context: CommandContext): Promise<boolean> {
  return (await notTakenBack(context, [''])).length === 0;
}

const superseded: CommandResult = { outcome: 'superseded', reason: 'a later /cancel took it back' };

function refused(reason: string, reply: string): CommandResult {
  return { outcome: 'refused', reason, reply };
}
