import type { Database } from '../open-database.ts';

interface Column {
  table_name: string;
  column_name: string;
  data_type: string;
  is_nullable: 'YES' | 'NO';
}

/** Spellings of one type in entities and in the catalogue. */
const SAME_TYPE: ReadonlyArray<readonly string[]> = [
  ['integer', 'int', 'serial'],
  ['character varying', 'varchar', 'varchar(255)', 'text'],
  ['boolean'],
  ['timestamp without time zone', 'timestamp', 'timestamp(6)'],
];

/**
 * Where the entities in the code and the tables in the database disagree, a sentence each: a column that is not there, that may be null on one side
 * only, or that has another type. Columns that no entity reads are no problem: the Python original may work on the same tables.
 */
export async function findSchemaDrift({ orm, pool }: Pick<Database, 'orm' | 'pool'>): Promise<string[]> {
  const entities = (await orm()).getMetadata().getAll();
  const { rows } = await pool.query<Column>(
    `select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = current_schema()`,
  );
  const columns = new Map(rows.map((column) => [`${column.table_name}.${column.column_name}`, column]));
  return [...entities.values()].flatMap((entity) =>
    entity.props.flatMap((property) => {
      const place = `${entity.tableName}.${property.fieldNames[0]}`;
      const column = columns.get(place);
      if (!column) return [`${place} is in the code, and not in the database`];
      const wanted = property.columnTypes[0] ?? '';
      const nullable = column.is_nullable === 'YES';
      return [
        ...(isSameType(wanted, column.data_type) ? [] : [`${place} is ${column.data_type}, and ${wanted} in the code`]),
        ...(nullable === (property.nullable ?? false)
          ? []
          : [`${place} may ${nullable ? '' : 'not '}be null, and ${nullable ? 'not ' : ''}in the code`]),
      ];
    }),
  );
}

function isSameType(a: string, b: string): boolean {
  return a === b || SAME_TYPE.some((names) => names.includes(a) && names.includes(b));
}
