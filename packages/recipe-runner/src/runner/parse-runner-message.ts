import { z } from 'zod';

/** One JSON object that the runner printed. Recipe code can print the same: every field is a claim. */
export const runnerMessageSchema = z.looseObject({
  message: z.string().optional(),
  status: z.string().optional(),
  exc_info: z.string().optional(),
});

export type RunnerMessage = z.infer<typeof runnerMessageSchema>;

/** The message in a line of standard output; null for pip's output, tracebacks and what recipes print. */
export function parseRunnerMessage(line: string): RunnerMessage | null {
  if (!line.startsWith('{') || !line.endsWith('}')) return null;
  try {
    return runnerMessageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
