import { FEEDSTOCK_COUNT, feedstockIds, productionLikeRuns } from '@pangeo-forge/db/testing/production-like-rows';
import type { Client } from 'pg';
import { withoutIndexes } from './without-indexes.ts';

/**
 * Runs and feedstocks as production has them (1,416 runs, one feedstock with half of them), `times` over: each copy
 * later than the one before, and feedstocks grow as the square root, since a community has more of them and each is
 * used for longer.
 */
export async function fillRuns(client: Client, times: number): Promise<void> {
  await client.query(
    `insert into bakery (id, region, name, description) values (1, 'us-central1', 'pangeo-ldeo-nsf-earthcube', 'Google Dataflow')`,
  );
  const first = feedstockIds().map((id, index) => ({
    id,
    spec: `pangeo-forge/sample-${index}-feedstock`,
    provider: 'github',
  }));
  await insertRows(client, 'feedstock', first);
  await insertRows(client, 'reciperun', productionLikeRuns());
  await renumber(client);
  const groups = Math.ceil(Math.sqrt(times));
  await client.query(
    `insert into feedstock (spec, provider)
     select format('pangeo-forge/sample-%s-of-%s-feedstock', f.id, g), provider from feedstock f, generate_series(2, $1) g order by g, f.id`,
    [groups],
  );
  await withoutIndexes(client, 'reciperun', () =>
    client.query(
      `with numbered as (select id, row_number() over (order by id) - 1 as number from feedstock)
     insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, completed_at, conclusion, status, message, is_test, dataset_type, dataset_public_url)
     select r.recipe_id, r.bakery_id, f.id, md5(format('%s %s', c, r.head_sha)) || left(r.head_sha, 8), r.version,
       r.started_at + c * interval '90 minutes', r.completed_at + c * interval '90 minutes', r.conclusion, r.status, r.message, r.is_test, r.dataset_type, r.dataset_public_url
     from generate_series(1, $1::integer - 1) c cross join (select r.*, n.number from reciperun r join numbered n on n.id = r.feedstock_id) r
       join numbered f on f.number = r.number + (c % $2) * ${FEEDSTOCK_COUNT}
     order by c, r.id`,
      [times, groups],
    ),
  );
  await client.query('vacuum (analyze) feedstock');
}

async function insertRows(client: Client, table: string, rows: readonly object[]): Promise<void> {
  const [first = {}] = rows;
  const columns = Object.keys(first).join(', ');
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

async function renumber(client: Client): Promise<void> {
  for (const table of ['bakery', 'feedstock', 'reciperun']) {
    await client.query(`select setval('${table}_id_seq', (select max(id) from ${table}))`);
  }
}
