import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { bubblewrapArguments, type BubblewrapFeatures, dataFiles, memoryFolders } from './bubblewrap-arguments.ts';
import { type ControlGroups, enterGroup, MAX_PROCESSES, trackGroup, withGroup } from './control-groups.ts';
import { limitCommand } from './limit-command.ts';
import { connectNetwork, type SlirpPrograms, withOwnNetwork } from './network/slirp-network.ts';
import { withMemoryFolders } from './own-mounts.ts';
import type { ProcessExit, Sandbox, SandboxCommand } from './sandbox.ts';
import { trackProcessTree } from './track-process-tree.ts';

const ARGUMENTS_DESCRIPTOR = 3;
const STATUS_DESCRIPTOR = 4;
const GATE_DESCRIPTOR = 5;
export interface BubblewrapParts {
  features: BubblewrapFeatures;
  /** A BPF program: the filter of system calls. */
  seccomp: Buffer;
  /** For a network that reaches the internet only; null where it is not installed. */
  slirp: SlirpPrograms | null;
  /** Why there is no such network here, and what to install. */
  withoutPublic?: string;
  /** Null where this process may make none. */
  groups: ControlGroups | null;
}

/**
 * Namespaces by bubblewrap: the command sees no other process, no file but those named, and no network when it may have
 * none; when its first process dies, the kernel kills all others. Arguments and secret files go over descriptors, since
 * command lines can be read by every user of the machine and bubblewrap's own environment by the command.
 * @param bwrap absolute path.
 */
export function createBubblewrapSandbox(
  bwrap: string,
  { features, seccomp, slirp, withoutPublic, groups }: BubblewrapParts,
): Sandbox {
  return {
    name: 'bubblewrap',
    networks: slirp ? ['none', 'public', 'host'] : ['none', 'host'],
    ...(withoutPublic === undefined ? {} : { withoutPublic }),
    async start(command) {
      const data = dataFiles(command);
      const connects = slirp !== null && command.network === 'public';
      const firstData = connects ? GATE_DESCRIPTOR + 1 : GATE_DESCRIPTOR;
      const group = groups?.open({ ...command.limits, processes: MAX_PROCESSES }) ?? null;
      const [file, ...args] = enterGroup(group, commandLine(bwrap, features, command, slirp));
      const child = spawn(file, args, {
        cwd: '/',
        env: {},
        detached: true,
        stdio: [
          'ignore',
          'pipe',
          'pipe',
          'pipe',
          'pipe',
          ...Array<'pipe'>(firstData - GATE_DESCRIPTOR + data.length).fill('pipe'),
          'pipe',
        ],
      });
      const ended = once(child, 'exit').then(([exitCode, signal]): ProcessExit => ({ exitCode, signal }));
      const status = text(child.stdio[STATUS_DESCRIPTOR] as Readable).catch(() => '');
      const exited = withGroup(group, confirmSetUp(ended, status));
      void ended.then(() => group?.end()); // the namespace has ended with its first process
      exited.catch(() => {}); // its caller may await it only after it has ended
      await once(child, 'spawn');
      const tree = trackGroup(
        group,
        trackProcessTree(child.pid ?? null, { marker: command.marker, directory: command.scratch.directory }),
      );
      const descriptors = data.map((_file, index) => firstData + index);
      const filterDescriptor = firstData + data.length;
      const argumentBytes = bubblewrapArguments(command, features, { data: descriptors, seccomp: filterDescriptor })
        .map((argument) => `${argument}\0`)
        .join('');
      feed(child.stdio[ARGUMENTS_DESCRIPTOR], argumentBytes);
      feed(child.stdio[filterDescriptor], seccomp);
      for (const [index, { content }] of data.entries()) feed(child.stdio[firstData + index], content);
      if (connects) {
        const gate = child.stdio.at(GATE_DESCRIPTOR) as Duplex;
        gate.on('error', () => {}); // its end reports what happened
        const disconnect = await connectNetwork(slirp, child.pid ?? 0, gate).catch(async (error: unknown) => {
          await tree.killAll();
          throw error;
        });
        child.once('exit', disconnect);
      }
      const { stdout, stderr } = child;
      return {
        stdout: stdout as Readable,
        stderr: stderr as Readable,
        exited,
        usage: tree.usage,
        killTree: tree.killAll,
      };
    },
  };
}

function commandLine(
  bwrap: string,
  features: BubblewrapFeatures,
  command: SandboxCommand,
  slirp: SlirpPrograms | null,
): [string, ...string[]] {
  const inside = features.countsProcesses ? limitCommand(command.argv, { processes: MAX_PROCESSES }) : command.argv;
  const descriptors = ['--args', String(ARGUMENTS_DESCRIPTOR), '--json-status-fd', String(STATUS_DESCRIPTOR)];
  const wrapped = [bwrap, ...descriptors, '--', ...inside];
  const connected = slirp && command.network === 'public' ? withOwnNetwork(slirp, GATE_DESCRIPTOR, wrapped) : wrapped;
  const { unshare } = features;
  const mounted = unshare === null ? connected : withMemoryFolders(unshare, memoryFolders(command), connected);
  return limitCommand(mounted, command.limits);
}

/** bubblewrap reports an exit code only of a command that it has really started; else the code is its own. */
async function confirmSetUp(exited: Promise<ProcessExit>, status: Promise<string>): Promise<ProcessExit> {
  const exit = await exited;
  if (exit.signal !== null || exit.exitCode === 0 || (await status).includes('"exit-code"')) return exit;
  throw new AppError('unavailable', `bubblewrap could not set up the sandbox (exit code ${exit.exitCode})`);
}

/** The other end may die before it has read everything; its exit then reports what happened. */
function feed(stream: unknown, content: string | Buffer): void {
  const writable = stream as Writable;
  writable.on('error', () => {});
  writable.end(content);
}
