import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { NetworkPolicy, Sandbox } from './sandbox.ts';

const PROBE_MS = 60_000;

/**
 * Runs a trivial command in the sandbox, since being installed is not working: containers often forbid namespaces. Null
 * when it works, else why not.
 */
export async function probeSandbox(sandbox: Sandbox, network: NetworkPolicy = 'none'): Promise<string | null> {
  const directory = await mkdtemp(join(tmpdir(), 'pangeo-forge-probe-'));
  const marker = `PANGEO_FORGE_PROBE=${randomUUID()}`;
  try {
    const running = await sandbox.start({
      argv: ['/bin/sh', '-c', 'echo works'],
      environment: {},
      marker,
      scratch: { directory, subdirectories: [] },
      readOnly: [],
      ownDirectories: [],
      writable: [],
      secretFiles: [],
      network,
      limits: {},
    });
    const timer = setTimeout(() => void running.killTree(), PROBE_MS);
    const [printed, complained, exit] = await Promise.all([
      text(running.stdout),
      text(running.stderr),
      running.exited.catch(() => null),
    ]);
    clearTimeout(timer);
    await running.killTree();
    if (exit?.exitCode === 0 && printed === 'works\n') return null;
    return (
      complained.trim().split('\n').at(-1)?.slice(0, 200) ||
      `it ended with ${exit?.signal ?? exit?.exitCode ?? 'an error'}`
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
