import type { DemoState } from './demo-tasks.ts';

/** What the demo left behind, and how long it took. */
export function printSummary(state: DemoState, elapsedMs: number): void {
  const { stage, runs, options } = state;
  const run = runs?.at(-1);
  const url = stage?.system.url ?? '';
  const rows: Array<[string, string]> = [
    ['pages', `${url}/dashboard`],
    ['runs', `${url}/recipe_runs/`],
    ...(run
      ? ([['datasets', `${url}/feedstocks/${run.feedstock_id}/datasets?type=production`]] as Array<[string, string]>)
      : []),
    ...(run?.dataset_public_url ? ([['dataset', run.dataset_public_url]] as Array<[string, string]>) : []),
    ['feedstock', `git clone ${stage?.github.serverUrl}/${state.feedstock}.git`],
    ['system log', stage?.system.logFile ?? ''],
  ];
  const lines = [
    '',
    `From pull request to dataset in ${(elapsedMs / 1_000).toFixed(1)} s.`,
    ...state.notes,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(11)} ${value}`),
    '',
    options.keep
      ? 'Everything goes on running until Ctrl-C.'
      : 'Everything is stopped and removed now; --keep leaves it running to click through.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
