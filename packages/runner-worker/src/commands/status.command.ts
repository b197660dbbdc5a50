import { findHeadCheck } from '@pangeo-forge/db/effects/check-run-effects';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { readDispatching } from '@pangeo-forge/db/settings/dispatching';
import { checkKeyPrefix } from '../contributions/check-keys.ts';
import { runLink } from '../runs/run-links.ts';
import { whyWaits } from '../runs/why-waits.ts';
import { type CommandContext, defineCommand } from './command.ts';

const MOST_RUNS = 50;

export const statusCommand = defineCommand({
  name: 'status',
  usage: '/status',
  summary: 'tells how the recipes and runs of this pull request stand',
  permission: 'anyone',
  async handle(context) {
    const { database, repository, pull } = context;
    const runs = await findRunsOfPullRequest(database.pool, {
      feedstockSpec: repository.toString(),
      pullRequest: pull.number,
    });
    const reply = [await checkLine(context), ...(await stopLine(context)), '', ...(await tables(context, runs))].join(
      '\n',
    );
    return { outcome: 'ran', reason: 'told the status', reply };
  },
});

async function checkLine({ database, repository, pull }: CommandContext): Promise<string> {
  const check = await findHeadCheck(database.pool, checkKeyPrefix(repository, pull.number, pull.headSha));
  const head = `The newest commit is ${pull.headSha.slice(0, 7)}`;
  if (check.state === 'none') return `${head}; it was not checked.`;
  if (check.state === 'in_progress') return `${head}; its recipes are being read.`;
  return `${head}; its check says: ${check.title ?? check.conclusion ?? 'done'}.`;
}

async function stopLine({ database }: CommandContext): Promise<string[]> {
  const dispatching = await readDispatching(database.pool);
  return dispatching.stopped ? ['', `The operators let nothing new start for now: ${dispatching.reason}`] : [];
}

/** What is said now is about the newest commit, or what was merged; what is said of older commits is folded. */
async function tables(context: CommandContext, runs: readonly RecipeRunRecord[]): Promise<string[]> {
  if (runs.length === 0) return ['There is no run yet.'];
  const isCurrent = ({ isTest, headSha }: RecipeRunRecord) => !isTest || headSha === context.pull.headSha;
  const current = runs.filter(isCurrent);
  const older = runs.filter((run) => !isCurrent(run));
  const shown = current.length > 0 ? await table(context, current) : ['There is no run of the newest commit yet.'];
  if (older.length === 0) return shown;
  const title = `Runs of older commits: ${older.length}. They say nothing about the newest one.`;
  return [...shown, '', `<details><summary>${title}</summary>`, '', ...(await table(context, older)), '', '</details>'];
}

async function table(context: CommandContext, runs: readonly RecipeRunRecord[]): Promise<string[]> {
  const rows = runs.slice(0, MOST_RUNS).map(async (run) => {
    const kind = run.isTest ? 'test' : 'production';
    const asked = run.requestedBy ? `\`${run.requestedBy}\`` : '';
    return `| [${run.id}](${await runLink(context, run)}) | \`${run.recipeId}\` | ${kind} | ${run.headSha.slice(0, 7)} | ${await stateOf(context, run)} | ${asked} |`;
  });
  const more = runs.length > MOST_RUNS ? ['', `… and ${runs.length - MOST_RUNS} older ones.`] : [];
  return [
    '| run | recipe | kind | commit | state | asked by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...(await Promise.all(rows)),
    ...more,
  ];
}

async function stateOf(context: CommandContext, run: RecipeRunRecord): Promise<string> {
  const { status, conclusion } = run;
  if (status === 'queued') return isStartable(context, run) ? 'waits for `/run`' : 'was never started';
  if (status === 'completed') return conclusion ?? 'ended';
  const why = await whyWaits(context, run);
  return why?.state === 'waiting' && why.reason !== null
    ? `waits: ${why.reason.replaceAll('|', '\\|')}`
    : 'in progress';
}

/** `/run` starts what belongs to the head of an open pull request. */
function isStartable({ pull }: CommandContext, { isTest, headSha }: RecipeRunRecord): boolean {
  return !isTest || (pull.state === 'open' && headSha === pull.headSha);
}
