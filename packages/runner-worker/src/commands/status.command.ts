import { findHeadCheck } from '@pangeo-forge/db/effects/check-run-effects';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { readDispatching } from '@pangeo-forge/db/settings/dispatching';
import { checkKeyPrefix } from '../effects/check-keys.ts';
import { runLink } from '../runs/run-links.ts';
import { whyRunWaits } from '../runs/why-waits.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { codeSpan, prose, tableCell } from '@pangeo-forge/shared/untrusted/foreign-text';

const MAX_RUNS = 50;

export const statusCommand = defineCommand({
  name: 'status',
  usage: '/status',
  summary: 'shows the check and the runs of this pull request',
  permission: 'public',
  async handle(context) {
    const { database, repository, pull } = context;
    const runs = await findRunsOfPullRequest(database.pool, {
      feedstockSpec: repository.toString(),
      pullRequest: pull.number,
    });
    const reply = [await checkLine(context), ...(await stopLine(context)), '', ...(await tables(context, runs))].join(
      '\n',
    );
    return { outcome: 'ran', reason: 'showed the status', reply };
  },
});

async function checkLine({ database, repository, pull }: CommandContext): Promise<string> {
  const check = await findHeadCheck(database.pool, checkKeyPrefix(repository, pull.number, pull.headSha));
  const head = `The newest commit is ${pull.headSha.slice(0, 7)}`;
  if (check.state === 'none') return `${head}; it has not been checked.`;
  if (check.state === 'in_progress') return `${head}; its recipes are being read.`;
  return `${head}. Its check: ${check.title ?? check.conclusion ?? 'done'}.`;
}

async function stopLine({ database }: CommandContext): Promise<string[]> {
  const dispatching = await readDispatching(database.pool);
  return dispatching.stopped ? ['', `The operators have paused new work: ${dispatching.reason}`] : [];
}

/** Runs of the newest commit and of the merge are shown; those of older commits are folded. */
async function tables(context: CommandContext, runs: readonly RecipeRunRecord[]): Promise<string[]> {
  if (runs.length === 0) return ['No runs yet.'];
  const isCurrent = ({ isTest, headSha }: RecipeRunRecord) => !isTest || headSha === context.pull.headSha;
  const current = runs.filter(isCurrent);
  const older = runs.filter((run) => !isCurrent(run));
  const shown = current.length > 0 ? await table(context, current) : ['No runs of the newest commit yet.'];
  if (older.length === 0) return shown;
  const title = `Runs of older commits: ${older.length}`;
  return [...shown, '', `<details><summary>${title}</summary>`, '', ...(await table(context, older)), '', '</details>'];
}

async function table(context: CommandContext, runs: readonly RecipeRunRecord[]): Promise<string[]> {
  const rows = runs.slice(0, MAX_RUNS).map(async (run) => {
    const kind = run.isTest ? 'test' : 'production';
    const requested = run.requestedBy ? tableCell(codeSpan(run.requestedBy)) : '';
    return `| [${run.id}](${await runLink(context, run)}) | ${tableCell(codeSpan(run.recipeId))} | ${kind} | ${run.headSha.slice(0, 7)} | ${await stateOf(context, run)} | ${requested} |`;
  });
  const more = runs.length > MAX_RUNS ? ['', `… and ${runs.length - MAX_RUNS} older ones.`] : [];
  return [
    '| run | recipe | kind | commit | state | requested by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...(await Promise.all(rows)),
    ...more,
  ];
}

async function stateOf(context: CommandContext, run: RecipeRunRecord): Promise<string> {
  const { status, conclusion } = run;
  if (status === 'queued') return isStartable(context, run) ? 'waits for `/run`' : 'never started';
  if (status === 'completed') return conclusion ?? 'ended';
  const why = await whyRunWaits(context, run);
  return why?.state === 'waiting' && why.reason !== null ? `waiting: ${tableCell(prose(why.reason))}` : 'in progress';
}

/** `/run` starts what belongs to the head of an open pull request. */
function isStartable({ pull }: CommandContext, { isTest, headSha }: RecipeRunRecord): boolean {
  return !isTest || (pull.state === 'open' && headSha === pull.headSha);
}
