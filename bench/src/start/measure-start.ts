import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { megabytesOf } from '../processes/measure-usage.ts';
import { asInProduction } from '../processes/as-in-production.ts';

export interface MeasuredStart {
  /** From being called to saying that it is ready. */
  ms: number;
  /** After a while without work, with the processes that it started. */
  idleMegabytes: number;
}

const MAIN = fileURLToPath(new URL('../../../packages/launcher/src/main.ts', import.meta.url));
const READY = /ready/;
const LONGEST_START_MS = 120_000;

/** Starts the process as production does. */
export async function measureStart(
  type: string,
  environment: Record<string, string>,
  idleMs: number,
): Promise<MeasuredStart> {
  const production = asInProduction();
  const env = { ...environment, ...production.environment, PORT: String(await freePort()) };
  const began = performance.now();
  const child = spawn(process.execPath, [...production.flags, MAIN, type], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await saysReady(child, partsOf(type));
    const ms = performance.now() - began;
    await pause(idleMs);
    return { ms, idleMegabytes: familyOf(child.pid ?? 0).reduce((sum, pid) => sum + megabytesOf(pid), 0) };
  } finally {
    await stop(child);
  }
}

/** How many of its parts say that they are ready. */
function partsOf(type: string): number {
  return type === 'all' ? 3 : 1;
}

async function saysReady(child: ChildProcess, times: number): Promise<void> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_START_MS);
  let seen = 0;
  for await (const line of lines) {
    if (READY.test((JSON.parse(line) as { msg?: string }).msg ?? '') && ++seen === times) break;
  }
  clearTimeout(late);
  child.stdout?.resume();
  if (seen < times) throw new Error('the process ended before it was ready');
}

/** The process and all below it. */
function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const);
  const below = (one: number): number[] => [
    one,
    ...parents.filter(([, parent]) => parent === one).flatMap(([child]) => below(child)),
  ];
  return below(pid);
}

function parentOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(fields[1]);
  } catch {
    return 0;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
