import type {
  RecipeRunner,
  RunnerLimits,
  RunnerOutputLine,
  RunnerRequest,
  RunnerResult,
} from '../src/runner/recipe-runner.ts';

export interface CollectedRun extends RunnerResult {
  lines: readonly RunnerOutputLine[];
  /** All lines in one text. */
  output: string;
}

export interface CollectOptions {
  limits?: Partial<RunnerLimits>;
  signal?: AbortSignal;
  onLine?: (line: RunnerOutputLine) => void;
}

/**
 * Gives the run more and more time until it came as far as to print the text, however slow the machine is; then its
 * limit ended it.
 */
export async function collectUntilLimit(
  run: (limits: Partial<RunnerLimits>) => Promise<CollectedRun>,
  text: string,
): Promise<CollectedRun> {
  for (let wallTimeMs = 3_000; ; wallTimeMs *= 2) {
    const result = await run({ wallTimeMs });
    if (result.outcome !== 'timed_out' || result.output.includes(text)) return result;
  }
}

/** Runs to the end and keeps the output beside the result. */
export async function collectRun(
  runner: RecipeRunner,
  request: RunnerRequest,
  options: CollectOptions = {},
): Promise<CollectedRun> {
  const lines: RunnerOutputLine[] = [];
  const result = await runner.run(request, {
    onLine(line) {
      lines.push(line);
      options.onLine?.(line);
    },
    signal: options.signal ?? new AbortController().signal,
    limits: { wallTimeMs: 300_000, outputBytes: 10_000_000, ...options.limits },
  });
  return { ...result, lines, output: lines.map(({ text }) => text).join('\n') };
}
