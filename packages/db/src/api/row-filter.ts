import { ROW_FIELDS, type ServedTable } from './row-fields.ts';

/** What rows of a list must be like. */
export type RowFilter =
  | { is: 'equal' | 'at_least' | 'before'; column: string; value: string | number | boolean }
  | { is: 'one_of'; column: string; values: readonly string[] }
  /** Belongs to the feedstock or bakery of this name, in any case. */
  | { is: 'of'; parent: 'feedstock' | 'bakery'; name: string }
  /** Holds the text, in any case, in one of these columns; `feedstock`: in the name of its feedstock. */
  | { is: 'mentions'; columns: readonly string[]; text: string };

const NAME_OF = { feedstock: 'spec', bakery: 'name' } as const;

/** The condition on the table as `r`; its values are added to `values`, which are bound. */
export function conditionOf(table: ServedTable, filter: RowFilter, values: unknown[]): string {
  const bind = (value: unknown) => `$${values.push(value)}`;
  switch (filter.is) {
    case 'equal':
      return `r.${knownColumn(table, filter.column)} = ${bind(filter.value)}`;
    case 'at_least':
      return `r.${knownColumn(table, filter.column)} >= ${bind(filter.value)}`;
    case 'before':
      return `r.${knownColumn(table, filter.column)} < ${bind(filter.value)}`;
    case 'one_of': {
      const { column, values: among } = filter;
      // of a list Postgres does not know that rows found by an index stay in the order of ids, even when it holds one
      // value
      const is = among.length === 1 ? bind(among[0]) : `any(${bind(among)})`;
      return `r.${knownColumn(table, column)} = ${is}`;
    }
    case 'of': {
      const { parent, name } = filter;
      return `r.${parent}_id = any(array(select id from ${parent} where lower(${NAME_OF[parent]}) = lower(${bind(name)})))`;
    }
    case 'mentions':
      return mentions(table, filter.columns, bind(`%${filter.text.replace(/[\\%_]/g, '\\$&')}%`));
  }
}

function mentions(table: ServedTable, columns: readonly string[], pattern: string): string {
  const places = columns.map((column) =>
    column === 'feedstock'
      ? `r.feedstock_id = any(array(select id from feedstock where spec ilike ${pattern}))`
      : `r.${knownColumn(table, column)} ilike ${pattern}`,
  );
  return `(${places.join(' or ')})`;
}

/** Names of columns stand in the SQL text, so only those that are served may. */
export function knownColumn(table: ServedTable, column: string): string {
  if ((ROW_FIELDS[table] as readonly string[]).includes(column)) return column;
  throw new Error(`${table} serves no column ${column}`);
}
