import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { runsOfHead } from '../contributions/runs-of-head.ts';
import { startRuns } from '../runs/start-runs.ts';
import { chooseRecipes } from './choose-recipes.ts';
import { type CommandContext, type CommandResult, defineCommand, refused } from './command.ts';
import { readNamedCommit, whyNotTheHead } from './named-commit.ts';
import { withoutCancelled } from './outdated-commands.ts';
import { runProduction } from './run-production.ts';

export const runCommand = defineCommand({
  name: 'run',
  usage: '/run RECIPE_ID…|all[@COMMIT] [--production [--ref REF]]',
  summary:
    'tests recipes of the newest commit, pruned to two time steps; in a feedstock, after a merge, `--production` runs them in full, at the merge or at another branch, tag or commit',
  permission: 'run',
  async handle(context) {
    const options = readRunOptions(context.args);
    if (options.outcome === 'unclear') return refused(options.reason, options.reply);
    if (options.production) return runProduction(context, options);
    if (context.pull.merged && !context.repository.isStagedRecipes)
      return refused('the pull request is merged', mergedText(context.pull.defaultBranch));
    const named = readNamedCommit(options.recipes);
    if (named.outcome === 'unclear') return refused(named.reason, named.reply);
    const notMeant = await whyNotTheHead(context, named);
    if (notMeant) return notMeant;
    if (!context.pull.headCloneUrl)
      return refused(
        'the fork is gone',
        'The repository that this pull request comes from was deleted, so its recipes cannot be run. Please open a new pull request.',
      );
    if (await isCancelled(context)) return superseded;
    const runs = await runsOfHead(context, context.pull);
    if (runs.outcome === 'unreadable') return refused(runs.reason, runs.reply);
    const choice = chooseRecipes(
      named.ids,
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

function mergedText(defaultBranch: string): string {
  return `This pull request is merged, so there is nothing to test. \`/run RECIPE_ID --production\` runs what it merged in full; with ${codeSpan(`--ref ${defaultBranch}`)} it runs the newest commit.`;
}

/** Whether everything was cancelled, before the recipes are known. */
async function isCancelled(context: CommandContext): Promise<boolean> {
  return (await withoutCancelled(context, [''])).length === 0;
}

const superseded: CommandResult = { outcome: 'superseded', reason: 'cancelled by a later /cancel' };

export type RunOptions =
  | { outcome: 'read'; recipes: string[]; production: boolean; ref: string | null }
  | { outcome: 'unclear'; reason: string; reply: string };

const OPTIONS = ['--production', '--ref'];
const EXAMPLE = '`/run RECIPE_ID --production --ref main`';

/** Reads the arguments of `/run`. People's editors turn two dashes into a long one, and put names into code quotes. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const recipes: string[] = [];
  let production = false;
  let ref: string | null = null;
  const parts = args.flatMap((arg) => arg.replace(/^[—–](?=\w)/, '--').split(/(?<=^--ref)=/));
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (part === '--production') production = true;
    else if (part === '--ref') {
      ref = parts[++at]?.replace(/^`|`$/g, '') ?? '';
      if (ref === '' || ref.startsWith('--'))
        return unclear('no ref was named', `\`--ref\` needs a branch, a tag or a commit: ${EXAMPLE}.`);
    } else if (part.startsWith('--')) return unknownOption(part);
    else recipes.push(part);
  }
  if (ref !== null && !production)
    return unclear(
      'a test run takes no ref',
      `Test runs use the newest commit of the pull request. \`--ref\` works only with \`--production\`: ${EXAMPLE}.`,
    );
  return { outcome: 'read', recipes, production, ref };
}

function unknownOption(option: string): RunOptions {
  const shown = option.slice(0, 40);
  const near = nearestName(option, OPTIONS);
  return unclear(
    `unknown option ${shown}`,
    `Unknown option ${codeSpan(shown)}.${near ? ` Did you mean ${codeSpan(near)}?` : ''} \`/run\` has \`--production\` and \`--ref\`: ${EXAMPLE}.`,
  );
}

function unclear(reason: string, reply: string): RunOptions {
  return { outcome: 'unclear', reason, reply };
}
