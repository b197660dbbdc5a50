import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Sandbox } from './sandbox.ts';

const LIMIT_MS = 60_000;

/** Says on each line what it could do and must not. */
const PROGRAM = `
[ -r "$1" ] && echo "read a file of this user"
kill -0 "$2" 2>/dev/null && echo "see the processes of this machine"
for one in /sys/class/net/*; do case "$one" in */lo|*/\\*) ;; *) echo "use the network interface \${one##*/}";; esac; done
grep -q '^Seccomp:.*2' /proc/self/status || echo "make any system call"
echo done
`;

/**
 * What recipe code could do in the sandbox that it must not, as tried; empty when its walls stand. Without a network,
 * as recipes are read.
 */
export async function verifySandbox(sandbox: Sandbox): Promise<string[]> {
  const [directory, outside] = await Promise.all(
    ['scratch', 'secret'].map((name) => mkdtemp(join(tmpdir(), `pangeo-forge-${name}-`))),
  );
  if (directory === undefined || outside === undefined) return [];
  try {
    const secret = join(outside, 'secret');
    await writeFile(secret, 'not to be seen', { mode: 0o600 });
    const running = await sandbox.start({
      argv: ['/bin/sh', '-c', PROGRAM, 'sh', secret, String(process.pid)],
      environment: { PATH: '/usr/bin:/bin' },
      marker: `PANGEO_FORGE_PROBE=${randomUUID()}`,
      scratch: { directory, subdirectories: [] },
      readOnly: [],
      ownDirectories: [],
      writable: [],
      secretFiles: [],
      network: 'none',
      limits: {},
    });
    const timer = setTimeout(() => void running.killTree(), LIMIT_MS);
    const [printed, complained] = await Promise.all([
      text(running.stdout),
      text(running.stderr),
      running.exited.catch(() => null),
    ]);
    clearTimeout(timer);
    const lines = printed.trim().split('\n');
    if (lines.pop() !== 'done') return [`nothing: it ended early (${complained.trim().slice(-200)})`];
    return lines;
  } finally {
    await Promise.all([directory, outside].map((folder) => rm(folder, { recursive: true, force: true })));
  }
}
