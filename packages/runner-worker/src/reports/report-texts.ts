import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';

/** What the pull request's readers see when a test run ended. */
export function textOfOutcome(run: RecipeRunRecord, link: string, logTail: string): string {
  const subject = `The test run of \`${run.recipeId}\` at ${run.headSha.slice(0, 7)}`;
  if (run.conclusion === 'success') {
    return [`🎉 ${subject} succeeded.`, '', ...howToOpen(run), '', `[All about run ${run.id}](${link})`].join('\n');
  }
  const log = logTail
    ? [
        '',
        '<details><summary>Last lines of the log</summary>',
        '',
        '```text',
        logTail.replaceAll('```', "'''"),
        '```',
        '',
        '</details>',
      ]
    : [];
  return [
    `😕 ${subject} ended as **${run.conclusion ?? 'unknown'}**: ${run.failureReason ?? 'no reason is known.'}`,
    ...log,
    '',
    `[The whole log of run ${run.id}](${link}) · **Next:** push a commit that mends this, or say \`/run ${run.recipeId}\` to try again.`,
  ].join('\n');
}

function howToOpen(run: RecipeRunRecord): string[] {
  if (!run.datasetPublicUrl)
    return ['The bakery has no public place for datasets, so it can be opened from within the bakery only.'];
  return [
    'To open the dataset:',
    '',
    '```python',
    ...(OPENING[run.datasetType ?? 'zarr']?.(run.datasetPublicUrl) ?? []),
    '```',
  ];
}

const OPENING: Record<string, (url: string) => string[]> = {
  zarr: (url) => ['import xarray as xr', '', `ds = xr.open_dataset("${url}", engine="zarr", chunks={})`],
  kerchunk: (url) => [
    'import xarray as xr',
    '',
    `ds = xr.open_dataset("${url}/reference.json", engine="kerchunk", chunks={})`,
  ],
  parquet: (url) => ['import pandas as pd', '', `df = pd.read_parquet("${url}")`],
};
