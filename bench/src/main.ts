import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.ts';
import { printResult } from './report/print-result.ts';
import { writeResult } from './report/write-result.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    test: { type: 'string' },
    logs: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const [name = ''] = positionals;
const benchmark = BENCHMARKS[name];

if (!benchmark || values.help) {
  const list = Object.entries(BENCHMARKS).map(([known, { summary }]) => `  ${known.padEnd(15)}${summary}`);
  process.stdout.write(
    `Usage: pnpm bench <name> [--quick] [--seed N] [--seconds N] [--test N] [--logs FOLDER]\n\n${list.join('\n')}\n\nResults are kept in bench/results/<name>.json.\n`,
  );
  process.exitCode = values.help ? 0 : 2;
} else {
  // what a benchmark has started ends with this process, but not by a signal alone
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const result = await benchmark.run({
    quick: values.quick,
    seed: Number(values.seed),
    seconds: values.seconds === undefined ? null : Number(values.seconds),
    testSeconds: values.test === undefined ? null : Number(values.test),
    logFolder: values.logs ?? null,
    log: (message) => process.stderr.write(`${message}\n`),
  });
  printResult(name, result);
  const file = await writeResult(name, result, { quick: values.quick, seed: Number(values.seed) });
  process.stderr.write(`written to ${file}\n`);
  process.exit(result.targets.every(({ met }) => met) ? 0 : 1);
}
