import { execFileSync } from 'node:child_process';
import type { KillPointResult } from './kill-points.ts';

/** A row of the table in docs/reliability.md. */
export function rowOf(story: string, requests: number, results: readonly KillPointResult[]): string {
  const differ = results.filter(({ difference }) => difference !== null).length;
  return `| ${story} | ${requests} | ${results.length} | ${differ === 0 ? 'the same end' : `**${differ} differ**`} |`;
}

/** Prints it with commit and date, ready to be pasted. */
export function printTable(title: string, rows: readonly string[]): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const head = [`| ${title} | requests | kill points | result |`, '| --- | ---: | ---: | --- |'];
  const when = `Commit ${commit}, ${new Date().toISOString().slice(0, 10)}.`;
  process.stdout.write(`\n${[...head, ...rows, '', when].join('\n')}\n`);
}
