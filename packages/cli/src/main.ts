#!/usr/bin/env node
import { askAtTerminal } from './ask-at-terminal.ts';
import { runCli } from './program.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
// A reader that has seen enough (`| head`) is no error.
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
