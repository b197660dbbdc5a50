import { hostileTable } from './hostile-table.ts';

const BEGIN = '<!-- made by packages/recipe-runner/test/hostile/write-table.main.ts -->';
const END = '<!-- end -->';

/** The document with its table as the tests have it. */
export function withTable(document: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END).slice(1).join(END);
  if (before === undefined || after === undefined) throw new Error(`the document must hold ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${hostileTable()}\n\n${END}${after}`;
}
