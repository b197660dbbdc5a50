import type { Database } from '../open-database.ts';

interface Column {
  place: string;
  type: string;
  is_nullable: boolean;
}

/**
 * Spellings of one type in entities and in the catalogue. The original's texts and ours differ in nothing that matters.
 */
const SAME_TYPE: ReadonlyArray<readonly string[]> = [
  ['integer', 'int', 'serial'],
  ['bigint', 'bigserial'],
  ['character varying', 'varchar', 'varchar(255)', 'text'],
];

/**
 * Where the entities in the code and the tables in the database disagree, a sentence each: a column that is missing,
 * that may be null on one side only, or that has another type. Only reads the catalogue. What no entity names (other
 * columns, `alembic_version`, foreign tables, extensions) is no problem: the Python original and others may work on the
 * same database.
 */
export async function findSchemaDrift({ orm, pool }: Pick<Database, 'orm' | 'pool'>): Promise<string[]> {
  const entities = (await orm()).getMetadata().getAll();
  const { rows } = await pool.query<Column>(
    `select c.relname || '.' || a.attname as place, format_type(a.atttypid, null) as type, not a.attnotnull as is_nullable
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`,
  );
  const columns = new Map(rows.map((column) => [column.place, column]));
  return [...entities.values()].flatMap((entity) =>
    entity.props.flatMap((property) => {
      const place = `${entity.tableName}.${property.fieldNames[0]}`;
      const column = columns.get(place);
      if (!column) return [`${place} is in the code, and not in the database`];
      const wanted = property.columnTypes[0] ?? '';
      const nullable = column.is_nullable;
      return [
        ...(isSameType(wanted, column.type) ? [] : [`${place} is ${column.type}, and ${wanted} in the code`]),
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
