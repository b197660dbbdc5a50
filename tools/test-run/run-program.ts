import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface ProgramResult {
  ok: boolean;
  /** Whether a signal asked us to stop. */
  interrupted: boolean;
}

/**
 * Runs a program of this repository's node_modules to its end, with our output. Forwards Ctrl-C and SIGTERM to it and
 * waits, so that it can clean up.
 */
export async function runProgram(
  name: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<ProgramResult> {
  const bin = path.join(options.cwd, 'node_modules', '.bin');
  const child = spawn(path.join(bin, name), args, {
    ...options,
    env: { ...options.env, PATH: `${bin}${path.delimiter}${options.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let interrupted = false;
  const passOn = (signal: NodeJS.Signals) => {
    interrupted = true;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, passOn);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    if (code !== 0 && code !== 1) console.log(`${name} ended with ${signal ?? `exit code ${code}`}`);
    return { ok: code === 0, interrupted };
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}
