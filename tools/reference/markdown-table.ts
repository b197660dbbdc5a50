/** A Markdown table; a missing value is an empty cell. */
export function markdownTable(head: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | undefined>>): string {
  const line = (cells: ReadonlyArray<string | undefined>) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function cell(text = ''): string {
  // a bare angle bracket would be HTML
  return text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll(/<(?![^`]*`)/g, '&lt;');
}
