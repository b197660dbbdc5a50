import { hostileTable } from './hostile-table.ts';

const START = '<!-- made by packages/recipe-runner/test/hostile/write-table.main.ts -->';
const END = '<!-- end -->';

/** The document with its table as the tests have it. */
export function withTable(document: string): string {
  const [before, rest] = document.split(START);
  const after = rest?.split(END).slice(1).join(END);
  if (before === undefined || after === undefined) throw new Error(`the document must hold ${START} and ${END}`);
  return `${before}${START}\n\n${hostileTable()}\n\n${END}${after}`;
}
