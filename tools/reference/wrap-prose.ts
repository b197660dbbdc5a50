const COLUMNS = 120;

/** A paragraph of Markdown in lines of at most 120 columns. Headings, tables and code stay as they are. */
export function wrapProse(paragraph: string): string {
  if (/^(#|\||```)/.test(paragraph)) return paragraph;
  const lines: string[] = [];
  for (const part of paragraph.match(/(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|[^ `])+/g) ?? []) {
    const line = `${lines.at(-1)} ${part}`;
    if (lines.length > 0 && line.length <= COLUMNS) lines[lines.length - 1] = line;
    else lines.push(part);
  }
  return lines.join('\n');
}
