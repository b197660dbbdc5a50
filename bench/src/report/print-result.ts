import type { BenchmarkResult, Table } from '../benchmark.ts';

export function printResult(name: string, { tables, targets, notes }: BenchmarkResult): void {
  const lines = [`\n# ${name}`, ...tables.flatMap(tableLines)];
  if (targets.length > 0) {
    lines.push('', 'Targets');
    for (const { what, wanted, got, met } of targets) {
      lines.push(`  ${met ? 'met   ' : 'MISSED'}  ${what}: ${got} (wanted ${wanted})`);
    }
  }
  for (const note of notes) lines.push('', note);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function tableLines({ title, columns, rows }: Table): string[] {
  const cells = [columns, ...rows].map((row) => row.map((cell) => printed(cell)));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return ['', title, ...cells.map((row) => `  ${line(row)}`)];
}

function printed(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  return Math.abs(cell) >= 100 ? Math.round(cell).toLocaleString('en') : String(Math.round(cell * 100) / 100);
}
