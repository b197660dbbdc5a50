/** Where a row stands in an order: its value as text (null: the column is null), and its id. */
export interface RowPlace {
  value: string | null;
  id: number;
}

export interface RowOrder {
  column: string;
  sort: 'asc' | 'desc';
}

const NULLABLE: ReadonlySet<string> = new Set([
  'completed_at',
  'conclusion',
  'message',
  'dataset_type',
  'dataset_public_url',
]);

/** The rows of `r` behind a place; nulls stand last in ascending order. The pair is compared at once, so that an index on it finds them. */
export function behindPlace({ column, sort }: RowOrder, after: RowPlace, values: unknown[]): string {
  const behind = sort === 'asc' ? '>' : '<';
  const id = `$${values.push(after.id)}`;
  if (column === 'id') return `r.id ${behind} ${id}`;
  if (after.value === null) {
    const among = `r.${column} is null and r.id ${behind} ${id}`;
    return sort === 'asc' ? `(${among})` : `(${among} or r.${column} is not null)`;
  }
  const pair = `(r.${column}, r.id) ${behind} ($${values.push(after.value)}, ${id})`;
  return sort === 'asc' && NULLABLE.has(column) ? `(${pair} or r.${column} is null)` : pair;
}
