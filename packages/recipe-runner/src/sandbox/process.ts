import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type ControlGroups, enterGroup, MAX_PROCESSES, trackGroup, withGroup } from './control-groups.ts';
import { limitCommand } from './limit-command.ts';
import type { ProcessExit, Sandbox } from './sandbox.ts';
import { trackProcessTree } from './track-process-tree.ts';

/**
 * A process group of its own, an environment from empty, limits on memory, time and file size, private directories. It
 * limits accidents. It does not protect secrets: recipe code runs as our own user and can read what that user can,
 * /proc included.
 * @param setpriv path of util-linux's setpriv, with which the command dies when we do; null where there is none.
 * @param groups null where this process may make none.
 */
export function createProcessSandbox(setpriv: string | null, groups: ControlGroups | null = null): Sandbox {
  return {
    name: 'process',
    networks: ['host'],
    async start(command) {
      for (const { path, content } of command.secretFiles) await writeFile(path, content, { mode: 0o600, flag: 'wx' });
      const dieWithUs = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--'] : [];
      const group = groups?.open({ ...command.limits, processes: MAX_PROCESSES }) ?? null;
      const [file, ...args] = enterGroup(group, [...dieWithUs, ...limitCommand(command.argv, command.limits)]);
      const child = spawn(file, args, {
        cwd: command.scratch.directory,
        env: { ...command.environment },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = once(child, 'exit').then(([exitCode, signal]): ProcessExit => ({ exitCode, signal }));
      const exited = withGroup(group, ended);
      exited.catch(() => {});
      await once(child, 'spawn');
      const tree = trackGroup(
        group,
        trackProcessTree(child.pid ?? null, { marker: command.marker, directory: command.scratch.directory }),
      );
      return { stdout: child.stdout, stderr: child.stderr, exited, usage: tree.usage, killTree: tree.killAll };
    },
  };
}
