import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';

export interface Finding {
  what: string;
  /** `missing`: not every machine needs it. `not_yours`: only an operator of the deployment can check it. */
  state: 'good' | 'missing' | 'not_yours' | 'bad';
  /** What was seen, or what to do. */
  note: string;
}

/** Checks one thing, or several that are known only then. */
export interface Check {
  what: string;
  run(): Promise<Finding[] | string>;
}

const AT_ONCE = 6;
const LIMIT_MS = 120_000;

/** Findings in the order of the checks, however they end. */
export async function runChecks(checks: readonly Check[], onStart: (what: string) => void): Promise<Finding[]> {
  const findings: Finding[][] = checks.map(() => []);
  const queue = checks.entries();
  const worker = async () => {
    for (const [index, check] of queue) {
      onStart(check.what);
      const late = (): Finding[] => [bad(check.what, `gave no answer in ${LIMIT_MS / 1_000} s`)];
      findings[index] = await withTimeout(attempt(check), LIMIT_MS, late);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return findings.flat();
}

async function attempt({ what, run }: Check): Promise<Finding[]> {
  try {
    const result = await run();
    return typeof result === 'string' ? [good(what, result)] : result;
  } catch (error) {
    return [bad(what, error instanceof AppError ? error.publicMessage : describe(error))];
  }
}

function describe(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

export const good = (what: string, note: string): Finding => ({ what, state: 'good', note });
export const missing = (what: string, note: string): Finding => ({ what, state: 'missing', note });
export const bad = (what: string, note: string): Finding => ({ what, state: 'bad', note });
export const notYours = (what: string, note: string): Finding => ({ what, state: 'not_yours', note });
