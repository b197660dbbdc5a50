/** The tables that the API serves, and their columns as clients have always read them: in this order, all of them, null when unset. */
export type ServedTable = 'bakery' | 'feedstock' | 'reciperun';

type FieldKind = 'text' | 'integer' | 'boolean' | 'timestamp';

const FIELD_KINDS = {
  bakery: { region: 'text', name: 'text', description: 'text', id: 'integer' },
  feedstock: { spec: 'text', provider: 'text', id: 'integer' },
  reciperun: {
    recipe_id: 'text',
    bakery_id: 'integer',
    feedstock_id: 'integer',
    head_sha: 'text',
    version: 'text',
    started_at: 'timestamp',
    completed_at: 'timestamp',
    conclusion: 'text',
    status: 'text',
    is_test: 'boolean',
    dataset_type: 'text',
    dataset_public_url: 'text',
    message: 'text',
    id: 'integer',
  },
} as const satisfies Record<ServedTable, Record<string, FieldKind>>;

type FieldsOf<Table extends ServedTable> = keyof (typeof FIELD_KINDS)[Table] & string;

export const ROW_FIELDS = {
  bakery: namesOf('bakery'),
  feedstock: namesOf('feedstock'),
  reciperun: namesOf('reciperun'),
};

function namesOf<Table extends ServedTable>(table: Table) {
  return Object.keys(FIELD_KINDS[table]) as [FieldsOf<Table>, ...FieldsOf<Table>[]];
}

/**
 * Expression for the row as JSON text, as it is served: Postgres writes it, so that nothing is parsed and built again on the way. Joined by hand, which
 * takes a third of the time of row_to_json.
 */
export function renderedRow(table: ServedTable, alias: string): string {
  const fields = Object.entries(FIELD_KINDS[table]).map(
    ([name, kind], index) => `'${index === 0 ? '{' : ','}"${name}":' || ${rendered(`${alias}.${name}`, kind)}`,
  );
  return `(${fields.join(' || ')} || '}')`;
}

function rendered(column: string, kind: FieldKind): string {
  switch (kind) {
    case 'text':
      return `coalesce(to_json(${column})::text, 'null')`;
    case 'integer':
    case 'boolean':
      return `coalesce(${column}::text, 'null')`;
    case 'timestamp':
      return `coalesce('"' || ${naiveTimestamp(column)} || '"', 'null')`;
  }
}

/** `2021-01-01T00:00:00`, and six decimals when there are microseconds. */
export function naiveTimestamp(expression: string): string {
  return `case when date_trunc('second', ${expression}) = ${expression} then replace((${expression})::text, ' ', 'T')
    else to_char(${expression}, 'YYYY-MM-DD"T"HH24:MI:SS.US') end`;
}
