#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { runCli } from './program.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
// A reader that stops early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await runCli(process.argv.slice(2), {
  variables: process.env,
  cwd: process.cwd(),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  signal: interrupted.signal,
  terminal: process.stderr.isTTY && !process.env['CI'] && process.env['TERM'] !== 'dumb' ? process.stderr : null,
  ask: process.stdin.isTTY && process.stderr.isTTY ? (question) => askAtTerminal(question, interrupted.signal) : null,
});

/** On stderr, so that the result can be piped. */
async function askAtTerminal(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}
