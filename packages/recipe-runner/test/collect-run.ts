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
    limits: { wallTimeMs: 50_000, outputBytes: 10_000_000, ...options.limits },
  });
  return { ...result, lines, output: lines.map(({ text }) => text).join('\n') };
}
