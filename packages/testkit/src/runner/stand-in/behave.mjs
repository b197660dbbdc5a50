import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, log, writeAll } from './log.mjs';

/**
 * The steps of a feedstock's behaviour.json: `{"expand-meta": [step, …], "bake": [step, …], "after bake": [step, …]}`,
 * each step an object with one of these keys.
 */
const STEPS = {
  /** Ends as an exception in the recipe does. */
  fail: (message) => fail(message),
  /** Never ends, and ignores SIGTERM. */
  hang: () => {
    process.on('SIGTERM', () => {});
    return new Promise(() => setInterval(() => {}, 60_000));
  },
  waitMs: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  /** Ends at once, without output. */
  exit: (code) => process.exit(code),
  /** Is killed, as by the out-of-memory killer. */
  die: (signal) => {
    process.kill(process.pid, signal);
    return new Promise(() => {});
  },
  /** Raw text on standard output, as recipe code can print it: also lines that look like the runner's. */
  print: (text) => writeAll(text),
  printToStderr: (text) => writeAll(text, 2),
  /** This many bytes of output, in lines. */
  flood: (bytes) => {
    const line = `${'x'.repeat(999)}\n`;
    for (let written = 0; written < bytes; written += line.length) writeAll(line);
  },
  /** Fails with a MemoryError, as Python reports it. */
  exhaustMemory: () => {
    writeAll('Traceback (most recent call last):\n  File "recipe.py", line 1, in <module>\nMemoryError\n', 2);
    process.exit(1);
  },
  showEnvironment: () => log(execFileSync('env', { encoding: 'utf8' }), { status: 'running' }),
};

export async function behave(feedstock, command) {
  const path = join(feedstock, 'behaviour.json');
  if (!existsSync(path)) return;
  const steps = JSON.parse(readFileSync(path, 'utf8'))[command] ?? [];
  for (const step of steps) {
    for (const [name, argument] of Object.entries(step)) {
      if (!STEPS[name]) fail(`behaviour.json: there is no step "${name}"`);
      await STEPS[name](argument);
    }
  }
}
