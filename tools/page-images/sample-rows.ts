import type { Pool } from '@pangeo-forge/db/open-database';

const FEEDSTOCKS = [
  'staged-recipes',
  'sea-surface-temperature-feedstock',
  'daily-precipitation-feedstock',
  'ocean-colour-feedstock',
  'soil-moisture-feedstock',
  'land-cover-feedstock',
  'reanalysis-winds-feedstock',
  'river-discharge-feedstock',
  'sea-ice-extent-feedstock',
  'snow-water-equivalent-feedstock',
];
const BAKERIES = [
  ['dataflow-us-central1', 'us-central1', 'Google Dataflow, data on the Open Storage Network'],
  ['flink-us-west-2', 'us-west-2', 'Flink on Kubernetes, data in a bucket that its readers pay for'],
] as const;
const DAYS = 30;

/** Bakeries, feedstocks and a month of runs that have ended: the same numbers every time, counted back from now. */
export async function writeSampleRows(pool: Pool): Promise<void> {
  for (const bakery of BAKERIES) {
    await pool.query('insert into bakery (name, region, description) values ($1, $2, $3)', [...bakery]);
  }
  for (const name of FEEDSTOCKS) {
    await pool.query(`insert into feedstock (spec, provider) values ($1, 'github')`, [`pangeo-forge/${name}`]);
  }
  await pool.query(
    `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, dispatched_at, completed_at, status,
       conclusion, is_test, dataset_type, dataset_public_url, failure_reason, requested_by, pull_request)
     select regexp_replace(split_part(f.spec, '/', 2), '-feedstock|s$', '') || (array['', '-monthly', '-anomaly'])[1 + (n * 5) % 3],
       1 + (n % 4 = 3)::integer, f.id, md5('commit' || n) || substr(md5('of' || n), 1, 8), '',
       at, at at time zone 'utc' + interval '40 seconds', at + took, 'completed', outcome, is_test,
       'zarr', case when outcome = 'success' then 'https://data.example.org/' || case when is_test then 'test/' else '' end || f.spec || '/data.zarr' end,
       case outcome when 'failure' then 'KeyError: ''time''' when 'timed_out' then 'It ran for longer than the 24 h that this bakery allows.' end,
       case when is_test then 'a-maintainer' end, case when is_test then 3 + n % 40 end
     from (
       select n, n % 3 <> 0 as is_test, 2 + (n * 7) % ${FEEDSTOCKS.length - 1} as feedstock_id,
         case when n % 11 in (3, 8) then 'failure' when n % 29 = 5 then 'timed_out' when n % 37 = 9 then 'cancelled' else 'success' end as outcome,
         now() at time zone 'utc' - interval '3 hours' - n * interval '1 day' * ${DAYS} / 260 - (n * n % 17) * interval '1 hour' as at,
         (300 + (n * 97) % 2400) * interval '1 second' as took
       from generate_series(0, 259) n order by n desc) runs
     join feedstock f on f.id = runs.feedstock_id order by at`,
  );
}
