import path from 'node:path';
import type { CommandResult } from '../define-command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { BakedDataset } from './bake-folder.ts';

/** What became of each recipe: where it is and what it is, or why it failed. */
export function bakeReport(baked: readonly BakedDataset[], cwd: string): CommandResult {
  const failed = baked.filter(({ succeeded }) => !succeeded).length;
  return {
    data: { recipes: baked },
    text: baked.map((recipe) => textOf(recipe, cwd)).join('\n\n'),
    exitCode: failed > 0 ? EXIT_CODES.no.code : EXIT_CODES.done.code,
  };
}

function textOf(
  { recipe, succeeded, dataset, durationMs, peakMemoryBytes, ...more }: BakedDataset,
  cwd: string,
): string {
  const memory = peakMemoryBytes === null ? '' : `, ${Math.round(peakMemoryBytes / 1e6)} MB at peak`;
  const cost = `${(durationMs / 1000).toFixed(1)} s${memory}`;
  if (!succeeded)
    return [`✖ ${recipe} failed (${cost}): ${more.reason ?? 'no reason was given'}`, more.traceback]
      .filter(Boolean)
      .join('\n');
  const { shown, kind } = more;
  const files = [shown?.page, shown?.picture].flatMap((file) => (file ? [path.relative(cwd, file)] : []));
  const page = files.length > 0 ? `To look at it: ${files.join(', ')}` : null;
  return [
    `✔ ${recipe} (${cost}): ${path.relative(cwd, dataset ?? '')}${kind ? ` (${kind})` : ''}`,
    more.representation,
    page,
  ]
    .filter(Boolean)
    .join('\n');
}
