/** The tables that the API serves, and their columns as clients have always read them: in this order, all of them, null when unset. */
export type ServedTable = 'bakery' | 'feedstock' | 'reciperun';

export const ROW_FIELDS = {
  bakery: ['region', 'name', 'description', 'id'],
  feedstock: ['spec', 'provider', 'id'],
  reciperun: [
    'recipe_id',
    'bakery_id',
    'feedstock_id',
    'head_sha',
    'version',
    'started_at',
    'completed_at',
    'conclusion',
    'status',
    'is_test',
    'dataset_type',
    'dataset_public_url',
    'message',
    'id',
  ],
} as const satisfies Record<ServedTable, readonly string[]>;

const TIMESTAMPS: ReadonlySet<string> = new Set(['started_at', 'completed_at']);

/** Select list that renders the row as served: Postgres itself writes the JSON, so nothing is parsed and built again on the way. */
export function servedColumns(table: ServedTable, alias: string): string {
  return ROW_FIELDS[table]
    .map((name) => (TIMESTAMPS.has(name) ? `${naiveTimestamp(`${alias}.${name}`)} as ${name}` : `${alias}.${name}`))
    .join(', ');
}

/** `2021-01-01T00:00:00`, and six decimals when there are microseconds. */
export function naiveTimestamp(expression: string): string {
  return `to_char(${expression}, case when date_trunc('second', ${expression}) = ${expression}
    then 'YYYY-MM-DD"T"HH24:MI:SS' else 'YYYY-MM-DD"T"HH24:MI:SS.US' end)`;
}
