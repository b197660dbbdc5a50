import { type RawBuilder, sql } from 'kysely';
import { all, build, isAnyOf } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import { conditionOf, intersects, overlaps } from './filter-statement.ts';
import type { StacQuery } from './stac-query.ts';

/** An item as JSON text, without `collection` and `links`. */
export interface SearchedItem {
  feedstockSpec: string;
  id: string;
  json: string;
  runId: number;
  /** Commit of the feedstock. */
  sha: string;
  /** Whether it is stated how it was made. */
  hasProvenance: boolean;
}

/** Assets of its pictures; `below` is their address without hash and suffix. */
function picturesOf(below: string) {
  const asset = (hash: RawBuilder<unknown>, title: string, roles: string[]) =>
    sql`jsonb_build_object('href', ${below}::text || ${hash} || '.png', 'type', 'image/png', 'title', ${title}::text, 'roles', ${JSON.stringify(roles)}::jsonb)`;
  const light = asset(sql`d.picture_hash`, 'Picture', ['thumbnail', 'overview']);
  const dark = asset(sql`coalesce(d.picture_dark_hash, d.picture_hash)`, 'Picture for dark pages', ['overview']);
  return sql`case when d.picture_hash is null then '{}' else jsonb_build_object('assets',
    (s.item -> 'assets') || jsonb_build_object('thumbnail', ${light}, 'overview-dark', ${dark})) end`;
}

export interface Page<Row> {
  rows: Row[];
  /** To continue after this page; null on the last one. */
  next: string | null;
}

/** Items that match, those of the newest runs first. `after`: what the page before said. */
export async function searchStacItems(
  db: Queryable,
  query: StacQuery,
  { limit, after, pictures = '' }: { limit: number; after: number | null; pictures?: string },
): Promise<Page<SearchedItem>> {
  let found = build
    .selectFrom('stac_item as s')
    .innerJoin('feedstock as f', 'f.id', 's.feedstock_id')
    .innerJoin('reciperun as r', 'r.id', 's.recipe_run_id')
    .leftJoin('provenance as p', 'p.recipe_run_id', 's.recipe_run_id')
    .leftJoin('dataset as d', (on) => on.onRef('d.recipe_run_id', '=', 's.recipe_run_id').on('d.position', '=', 0))
    .select([
      'f.spec as feedstockSpec',
      's.item_id as id',
      's.recipe_run_id as runId',
      sql<string>`(s.item || ${picturesOf(pictures)})::text`.as('json'),
      'r.head_sha as sha',
      'p.recipe_run_id as statedRunId',
    ])
    .orderBy('s.recipe_run_id', 'desc')
    .limit(limit + 1);
  if (after !== null) found = found.where('s.recipe_run_id', '<', after);
  const { feedstocks, ids, region, interval, filter } = query;
  if (feedstocks) found = found.where(({ ref }) => isAnyOf(ref('f.spec'), feedstocks, 'text'));
  if (ids) found = found.where(({ ref }) => isAnyOf(ref('s.item_id'), [...ids], 'text'));
  if (region) found = found.where(intersects(region));
  if (interval) found = found.where(overlaps(interval));
  if (filter) found = found.where(conditionOf(filter));
  const rows = await all(db, found);
  const page = rows.slice(0, limit).map(({ statedRunId, id, ...row }) => ({
    ...row,
    id: id ?? '',
    hasProvenance: statedRunId !== null,
  }));
  return { rows: page, next: rows.length > limit ? String(rows[limit - 1]?.runId) : null };
}

/** What a collection says of its items. */
export interface CollectionRow {
  feedstockSpec: string;
  /** As the datasets package made it, of the newest item. */
  about: object;
  /** Their id, `bbox`, title and times, as items have them; of the oldest run first. */
  items: object[];
}

const summary = sql<object>`jsonb_build_object('id', s.item -> 'id', 'bbox', s.item -> 'bbox', 'properties',
  jsonb_build_object('title', s.item #> '{properties,title}', 'datetime', s.item #> '{properties,datetime}',
    'start_datetime', s.item #> '{properties,start_datetime}', 'end_datetime', s.item #> '{properties,end_datetime}'))`;

/** Feedstocks that have published something, by their spec; of one, or from `after` on. */
export async function listStacCollections(
  db: Queryable,
  at: { spec: string } | { limit: number; after: string | null },
): Promise<Page<CollectionRow>> {
  let found = build
    .selectFrom('stac_item as s')
    .innerJoin('feedstock as f', 'f.id', 's.feedstock_id')
    .select([
      'f.spec as feedstockSpec',
      sql<object>`(array_agg(s.collection order by s.recipe_run_id desc))[1]`.as('about'),
      sql<object[]>`jsonb_agg(${summary} order by s.recipe_run_id)`.as('items'),
    ])
    .groupBy('f.spec');
  if ('spec' in at) {
    const rows = await all(db, found.where('f.spec', '=', at.spec));
    return { rows, next: null };
  }
  const { limit, after } = at;
  const specs = build
    .selectFrom('feedstock as f')
    .select('f.spec')
    .distinct()
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('stac_item as i').select('i.feedstock_id').whereRef('i.feedstock_id', '=', 'f.id')),
    )
    .where('f.spec', '>', after ?? '')
    .orderBy('f.spec')
    .limit(limit + 1);
  const names = (await all(db, specs)).map(({ spec }) => spec);
  const page = names.slice(0, limit);
  found = found.where(({ ref }) => isAnyOf(ref('f.spec'), page, 'text')).orderBy('f.spec');
  return { rows: await all(db, found), next: names.length > limit ? (page.at(-1) ?? null) : null };
}
