import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import type { Queryable } from '../transaction.ts';

export interface CatalogSearch {
  /** The beginnings of words, all of which it must have. */
  words?: readonly string[];
  /** A name or standard name, in lower case. */
  variable?: string | undefined;
  /** Years with decimals; a dataset of any of these times is found. */
  fromYear?: number | undefined;
  toYear?: number | undefined;
  /** West, south, east, north; west is greater than east across the 180th meridian. */
  bbox?: readonly [number, number, number, number] | undefined;
  license?: string | undefined;
  kind?: StoreKind | undefined;
  feedstockId?: number | undefined;
}

/** Where a page of results ended. */
export interface CatalogCursor {
  runId: number;
  id: number;
}

/** A dataset as lists show it. */
export interface CatalogEntry {
  id: number;
  title: string;
  feedstockId: number;
  /** `owner/name` */
  feedstock: string;
  recipeId: string;
  /** Of the stores of its run. */
  position: number;
  runId: number;
  /** ISO 8601, UTC. */
  writtenAt: string | null;
  kind: StoreKind | null;
  datasetType: string | null;
  address: string | null;
  verified: boolean;
  license: string | null;
  variables: string[];
  startsAt: string | null;
  endsAt: string | null;
  bbox: [number, number, number, number] | null;
  sizeBytes: number | null;
  objects: number | null;
  picture: string | null;
  pictureDark: string | null;
  pictureCaption: string | null;
}

/** SQL: the list joins what is known of the newest version, and each filter has an index on an expression. */
const ENTRY = `
  select e.id::float8 as id, e.title, e.feedstock_id as "feedstockId", f.spec as feedstock, e.recipe_id as "recipeId",
    e.position, e.recipe_run_id as "runId", to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "writtenAt", e.kind,
    r.dataset_type as "datasetType",
    coalesce(d.address, case when e.position = 0 then r.dataset_public_url end) as address,
    coalesce(d.verified, false) as verified, e.license, e.variables, e.starts_at as "startsAt", e.ends_at as "endsAt",
    case when e.west is not null then json_build_array(e.west, e.south, e.east, e.north) end as bbox,
    d.size_bytes::float8 as "sizeBytes", d.objects::float8 as objects, d.picture_hash as picture,
    d.picture_dark_hash as "pictureDark", d.picture_caption as "pictureCaption"
  from catalog_entry e join feedstock f on f.id = e.feedstock_id join reciperun r on r.id = e.recipe_run_id
  left join dataset d on d.recipe_run_id = e.recipe_run_id and d.position = e.position`;

const AREA = 'box(point(e.west, e.south), point(case when e.east < e.west then e.east + 360 else e.east end, e.north))';
const TIME = `numrange(e.starts_year::numeric, e.ends_year::numeric, '[]')`;

/** The datasets that match, the last written first, and how many there are. */
export async function searchCatalog(
  db: Queryable,
  search: CatalogSearch,
  { limit, after }: { limit: number; after: CatalogCursor | null },
): Promise<{ entries: CatalogEntry[]; total: number; next: CatalogCursor | null }> {
  const { conditions, values } = conditionsOf(search);
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const counted = await db.query<{ total: number }>(
    `select count(*)::integer as total from catalog_entry e ${where}`,
    values,
  );
  const place = after ? [after.runId, after.id] : [];
  const beyond = after
    ? `${where ? 'and' : 'where'} (e.recipe_run_id, e.id) < ($${values.length + 1}, $${values.length + 2})`
    : '';
  const { rows } = await db.query<CatalogEntry>(
    `${ENTRY} ${where} ${beyond} order by e.recipe_run_id desc, e.id desc limit ${Math.trunc(limit) + 1}`,
    [...values, ...place],
  );
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  const next = rows.length > limit && last ? { runId: last.runId, id: last.id } : null;
  return { entries, total: counted.rows[0]?.total ?? 0, next };
}

function conditionsOf(search: CatalogSearch): { conditions: string[]; values: unknown[] } {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const bound = (value: unknown) => `$${values.push(value)}`;
  if (search.words && search.words.length > 0) {
    const query = search.words.map((word) => `'${word.replace(/[^\p{L}\p{N}]/gu, '')}':*`).join(' & ');
    conditions.push(`to_tsvector('simple', e.words) @@ to_tsquery('simple', ${bound(query)})`);
  }
  if (search.variable !== undefined) conditions.push(`e.variables @> array[${bound(search.variable)}]::text[]`);
  if (search.fromYear !== undefined || search.toYear !== undefined) {
    const [from, to] = [bound(search.fromYear ?? null), bound(search.toYear ?? null)];
    conditions.push(`e.starts_year is not null and ${TIME} && numrange(${from}::numeric, ${to}::numeric, '[]')`);
  }
  if (search.bbox) conditions.push(`(${boxesOf(search.bbox, bound)})`);
  if (search.license !== undefined) conditions.push(`e.license = ${bound(search.license)}`);
  if (search.kind !== undefined) conditions.push(`e.kind = ${bound(search.kind)}`);
  if (search.feedstockId !== undefined) conditions.push(`e.feedstock_id = ${bound(search.feedstockId)}`);
  return { conditions, values };
}

/** A stored box may reach beyond 180°, so that the box that is searched for is compared there too. */
function boxesOf([west, south, east, north]: NonNullable<CatalogSearch['bbox']>, bound: (value: unknown) => string) {
  const reach = east < west ? east + 360 : east;
  return [0, 360, -360]
    .map((turn) => `${AREA} && ${bound(`(${west + turn},${south}),(${reach + turn},${north})`)}::box`)
    .join(' or ');
}

export interface CatalogFacets {
  licenses: Array<{ name: string; datasets: number }>;
  kinds: Array<{ name: StoreKind; datasets: number }>;
}

/** What the datasets may be filtered by, the most frequent first. */
export async function readCatalogFacets(db: Queryable): Promise<CatalogFacets> {
  const count = (column: 'license' | 'kind') =>
    db.query(
      `select ${column} as name, count(*)::integer as datasets from catalog_entry where ${column} is not null
       group by ${column} order by datasets desc, name limit 100`,
    );
  const [licenses, kinds] = [await count('license'), await count('kind')];
  return { licenses: licenses.rows, kinds: kinds.rows };
}

/** One dataset; null when there is none. */
export async function findCatalogEntry(db: Queryable, id: number): Promise<CatalogEntry | null> {
  return (await db.query<CatalogEntry>(`${ENTRY} where e.id = $1::bigint`, [id])).rows[0] ?? null;
}

/** The ids of the datasets that a production run wrote, by their position; none for a test run. */
export async function listCatalogIdsOfRun(db: Queryable, runId: number): Promise<ReadonlyMap<number, number>> {
  const { rows } = await db.query<{ id: number; position: number }>(
    `select e.id::float8 as id, e.position from catalog_entry e join reciperun r
       on r.feedstock_id = e.feedstock_id and r.recipe_id = e.recipe_id
     where r.id = $1 and not r.is_test`,
    [runId],
  );
  return new Map(rows.map(({ id, position }) => [position, id]));
}

/** A production run that wrote a dataset. */
export interface DatasetVersion {
  runId: number;
  headSha: string;
  bakery: string;
  requestedBy: string | null;
  /** ISO 8601, UTC. */
  writtenAt: string | null;
  address: string | null;
  kind: StoreKind | null;
  /** Of Icechunk: the snapshot. */
  version: string | null;
  verified: boolean;
  problem: string | null;
  sizeBytes: number | null;
  objects: number | null;
  /** Hashes of its pictures for light and for dark pages. */
  picture: string | null;
  pictureDark: string | null;
  /** A statement of how it was made is stored. */
  hasProvenance: boolean;
  /** As the inspector describes it. */
  description: unknown;
  /** meta.yaml as it was expanded for the run; null where this system did not. */
  meta: unknown;
}

/** What production runs of a recipe wrote, the newest first; `upToRun`: those of later runs are left out. */
export async function listVersions(
  db: Queryable,
  of: { feedstockId: number; recipeId: string; position: number; upToRun?: number },
  limit: number,
): Promise<DatasetVersion[]> {
  const { rows } = await db.query<DatasetVersion>(
    `select r.id as "runId", r.head_sha as "headSha", b.name as bakery, r.requested_by as "requestedBy",
       to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "writtenAt",
       coalesce(d.address, case when $3 = 0 then r.dataset_public_url end) as address, d.kind, d.version,
       coalesce(d.verified, false) as verified, d.problem, d.size_bytes::float8 as "sizeBytes",
       d.objects::float8 as objects, d.picture_hash as picture, d.picture_dark_hash as "pictureDark", d.description,
       exists (select from provenance p where p.recipe_run_id = r.id) as "hasProvenance",
       (select result from runner_invocation i where i.key = 'expand_meta ' || f.spec || '@' || r.head_sha || ' merged') as meta
     from reciperun r join bakery b on b.id = r.bakery_id join feedstock f on f.id = r.feedstock_id
     left join dataset d on d.recipe_run_id = r.id and d.position = $3
     where r.feedstock_id = $1 and r.recipe_id = $2 and not r.is_test and r.status = 'completed'
       and r.conclusion = 'success' and ($4::bigint is null or r.id <= $4)
     order by r.id desc limit ${Math.trunc(limit)}`,
    [of.feedstockId, of.recipeId, of.position, of.upToRun ?? null],
  );
  return rows;
}
