import type { Why } from '@pangeo-forge/db/admission/why-waits';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';

export interface WaitingRun {
  run: RecipeRunRecord;
  link: string;
  why: Why;
}

/** While operators let nothing start. `isCommand`: somebody asked for it in a comment. */
export function textWhileStopped(reason: string, isCommand: boolean): string {
  const takeBack = isCommand ? ' `/cancel` takes it back.' : '';
  return [
    `⏳ **Waiting:** the operators of this deployment let nothing new start for now. They say: ${reason}`,
    '',
    `Nothing is lost: this goes on by itself when they let it, and this comment will say so.${takeBack}`,
  ].join('\n');
}

/** How what was asked for stands, as long as some of it waits and when none does any more. */
export function textOfWait(runs: readonly WaitingRun[]): string {
  if (runs.length === 0) return '▶️ The wait is over: this goes on now.';
  const waiting = runs.filter(({ why }) => why.state === 'waiting').length;
  const head =
    waiting === 0
      ? '▶️ The wait is over:'
      : waiting === runs.length
        ? '⏳ **Waiting to be started:**'
        : `⏳ **${waiting} of ${runs.length} wait to be started:**`;
  const rows = runs.map(
    ({ run, link, why }) => `| \`${run.recipeId}\` | [run ${run.id}](${link}) | ${stateOf(run, why)} |`,
  );
  const foot =
    waiting === 0
      ? []
      : ['', 'They start by themselves, and this comment is kept up to date. `/cancel` takes back what waits.'];
  return [head, '', '| recipe | run | how it stands |', '| --- | --- | --- |', ...rows, ...foot].join('\n');
}

function stateOf({ conclusion }: RecipeRunRecord, { state, reason }: Why): string {
  if (state === 'waiting') return reason ?? 'It waits.';
  if (state === 'running') return 'Started.';
  return conclusion === 'cancelled' ? 'Cancelled.' : 'Started, and has ended.';
}
