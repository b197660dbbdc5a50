type Cell = string | number | boolean | null | undefined;

/** Rows under headings, aligned with spaces; `empty` when there is none. */
export function table<Row>(rows: readonly Row[], columns: Record<string, (row: Row) => Cell>, empty = 'None.'): string {
  if (rows.length === 0) return empty;
  const headings = Object.keys(columns);
  const cells = rows.map((row) => headings.map((heading) => oneLine(columns[heading]?.(row))));
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const align = (line: readonly string[]) =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [align(headings.map((heading) => heading.toUpperCase())), ...cells.map(align)].join('\n');
}

function oneLine(value: Cell): string {
  return value === null || value === undefined ? '–' : String(value).replaceAll(/\s+/g, ' ');
}

/** `name: value`, a line each, values aligned; what is null is left out. */
export function fields(values: Record<string, string | number | boolean | null | undefined>): string {
  const present = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const width = Math.max(0, ...present.map(([name]) => name.length)) + 2;
  return present.map(([name, value]) => `${`${name}:`.padEnd(width)}${String(value)}`).join('\n');
}
