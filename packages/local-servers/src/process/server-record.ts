import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { commandLineOf, isAlive } from './running-process.ts';
import { until } from './until.ts';

/** A file beside a server's data, by which the next start finds a server that already runs there. */
export interface ServerRecord {
  pid: number;
  ownerPid: number;
  port: number;
  url: string;
  /** Part of the server's command line: distinguishes it from a later process with the same pid. */
  marker: string;
  /** Where the server came from, if there are several ways. */
  how?: string;
}

/** Writes the record, readable only by this user: the URL has the password. */
export function writeServerRecord(file: string, record: ServerRecord): void {
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(record), { mode: 0o600 });
}

/** The server that runs on this data, if the process that started it lives. One without its owner is stopped first. */
export async function findSharedServer(
  file: string,
  stopSignal: NodeJS.Signals,
  forceSignal: NodeJS.Signals,
): Promise<ServerRecord | undefined> {
  const record = readServerRecord(file);
  if (!record || !isRunning(record)) return undefined;
  if (isAlive(record.ownerPid)) return record;
  await stopOrphan(record, stopSignal, forceSignal);
  return undefined;
}

/** Stops a server whose owner is gone, and waits for its end. */
export async function stopOrphan(
  orphan: Pick<ServerRecord, 'pid' | 'marker'>,
  stopSignal: NodeJS.Signals,
  forceSignal: NodeJS.Signals,
): Promise<void> {
  for (const [signal, withinMs] of [
    [stopSignal, 30_000],
    [forceSignal, 60_000],
  ] as const) {
    if (!isRunning(orphan)) return;
    process.kill(orphan.pid, signal);
    if (await until(() => !isRunning(orphan), withinMs)) return;
  }
  throw new Error(`A server from an earlier start (pid ${orphan.pid}) does not stop. End it, then start again.`);
}

function isRunning({ pid, marker }: Pick<ServerRecord, 'pid' | 'marker'>): boolean {
  return commandLineOf(pid)?.includes(marker) ?? false;
}

function readServerRecord(file: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ServerRecord;
  } catch {
    return undefined; // none yet, or truncated by a crash: the server's own lock on its data decides
  }
}
