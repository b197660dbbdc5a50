import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { runsOfHead } from '../contributions/runs-of-head.ts';
import { startRuns } from '../runs/start-runs.ts';
import { chooseRecipes } from './choose-recipes.ts';
import { type CommandContext, type CommandResult, defineCommand } from './command.ts';
import { withoutCancelled, whyOutdated } from './outdated-commands.ts';
import { runProduction } from './run-production.ts';

export const runCommand = defineCommand({
  name: 'run',
  usage: '/run RECIPE_ID…|all [--production [--ref REF]]',
  summary:
    'test-runs recipes of the newest commit, pruned to two time steps; with `--production`, on what is merged in a feedstock, runs them in full, at that merge or at another branch, tag or commit',
  permission: 'run',
  async handle(context) {
    const options = readRunOptions(context.args);
    if (options.outcome === 'unclear') return refused(options.reason, options.reply);
    if (options.production) return runProduction(context, options);
    if (context.pull.merged && !context.repository.isStagedRecipes)
      return refused('the pull request is merged', MERGED);
    const stale = await whyOutdated(context);
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
    const wanted = await withoutCancelled(context, choice.ids);
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
  return (await withoutCancelled(context, [''])).length === 0;
}

const superseded: CommandResult = { outcome: 'superseded', reason: 'a later /cancel took it back' };

function refused(reason: string, reply: string): CommandResult {
  return { outcome: 'refused', reason, reply };
}

export type RunOptions =
  | { outcome: 'read'; recipes: string[]; production: boolean; ref: string | null }
  | { outcome: 'unclear'; reason: string; reply: string };

const OPTIONS = ['--production', '--ref'];
const EXAMPLE = '`/run RECIPE_ID --production --ref main`';

/** The words behind `/run`. People's editors make one long dash of two, and put code marks around names. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const recipes: string[] = [];
  let production = false;
  let ref: string | null = null;
  const words = args.flatMap((word) => word.replace(/^[—–](?=\w)/, '--').split(/(?<=^--ref)=/));
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--production') production = true;
    else if (word === '--ref') {
      ref = words[++at]?.replace(/^`|`$/g, '') ?? '';
      if (ref === '' || ref.startsWith('--'))
        return unclear('no ref was named', `Behind \`--ref\` stands a branch, a tag or a commit: ${EXAMPLE}.`);
    } else if (word.startsWith('--')) return unknownOption(word);
    else recipes.push(word);
  }
  if (ref !== null && !production)
    return unclear(
      'a test run takes no ref',
      `A test run is of the pull request’s newest commit. \`--ref\` goes with \`--production\`: ${EXAMPLE}.`,
    );
  return { outcome: 'read', recipes, production, ref };
}

function unknownOption(word: string): RunOptions {
  const shown = word.replaceAll('`', "'").slice(0, 40);
  const near = nearestName(word, OPTIONS);
  return unclear(
    `unknown option ${shown}`,
    `I do not know \`${shown}\`.${near ? ` Did you mean \`${near}\`?` : ''} \`/run\` takes \`--production\` and \`--ref\`: ${EXAMPLE}.`,
  );
}

function unclear(reason: string, reply: string): RunOptions {
  return { outcome: 'unclear', reason, reply };
}
