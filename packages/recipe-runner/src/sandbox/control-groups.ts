import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { isAlive, ownIdentity } from './process-identity.ts';
import type { ProcessExit } from './sandbox.ts';
import type { ProcessTree } from './track-process-tree.ts';

/** Threads count too, and each of Beam's processes has dozens. */
export const MAX_PROCESSES = 2_000;

/** The kernel's account of one run: its limits hold whatever the run does, and whoever starts in it stays in it. */
export interface ControlGroup {
  /** The command behind a shell that enters the group and becomes it. */
  enter(argv: readonly string[]): [string, ...string[]];
  /** Whether the kernel ended something of it because all of it together used too much memory. */
  ranOutOfMemory(): boolean;
  /** Kills what is left in it, and removes it. */
  end(): Promise<void>;
}

export interface GroupLimits {
  memoryBytes?: number;
  processes: number;
}

export interface ControlGroups {
  /** What was seen to be limited; a group can do without either. */
  limited: ReadonlySet<'memory' | 'processes'>;
  open(limits: GroupLimits): ControlGroup;
}

export function enterGroup(group: ControlGroup | null, argv: readonly string[]): [string, ...string[]] {
  return group ? group.enter(argv) : (argv as [string, ...string[]]);
}

/** The end of a command, with what the kernel did to its group. */
export async function withGroup(group: ControlGroup | null, exited: Promise<ProcessExit>): Promise<ProcessExit> {
  const exit = await exited;
  return group?.ranOutOfMemory() ? { ...exit, outOfMemory: true } : exit;
}

/** The tree of a command and its group: when the kernel ended a part of it, the rest is ended too. */
export function trackGroup(group: ControlGroup | null, tree: ProcessTree): ProcessTree {
  if (!group) return tree;
  const killAll = async () => {
    const isGone = await tree.killAll();
    await group.end();
    return isGone;
  };
  return {
    usage() {
      if (group.ranOutOfMemory()) void killAll();
      return tree.usage();
    },
    killAll,
  };
}

/** The folder in which this process may make groups, of the one hierarchy of version 2 or one of version 1. */
interface Hierarchy {
  version: 1 | 2;
  directory: string;
}

const PREFIX = 'pangeo-forge-run-';
const WORKER = 'pangeo-forge-worker';
const REMOVE_MS = 20_000;
const PROOF_MS = 60_000;
const PROOF_BYTES = 16 * 1024 ** 2;

/**
 * Groups below the one of this process, where the machine lets it make them: delegated by systemd or a container's
 * runtime (version 2), or as root. Each limit is tried, since files that can be written may still limit nothing.
 * @returns `missing` where nothing is limited.
 */
export async function tryControlGroups(): Promise<{ groups: ControlGroups } | { missing: string }> {
  const hierarchies = findHierarchies().filter(canMakeGroups);
  for (const { directory } of hierarchies) await removeLeftOvers(directory);
  const open = (limits: GroupLimits) => openGroup(hierarchies, limits);
  const limited = new Set<'memory' | 'processes'>();
  if (hierarchies.length > 0) {
    if (await limitsMemory(open)) limited.add('memory');
    if (await limitsProcesses(open)) limited.add('processes');
  }
  return limited.size > 0
    ? { groups: { limited, open } }
    : { missing: 'this process may make no control groups that limit something (cgroup v2, delegated to it)' };
}

async function limitsMemory(open: ControlGroups['open']): Promise<boolean> {
  const group = openOrNull(open, { memoryBytes: PROOF_BYTES, processes: 100 });
  if (!group) return false;
  const bytes = 4 * PROOF_BYTES;
  await runShell(group, `head -c ${bytes} /dev/zero | tail -c ${bytes} | wc -c`);
  const isLimited = group.ranOutOfMemory();
  await group.end();
  return isLimited;
}

async function limitsProcesses(open: ControlGroups['open']): Promise<boolean> {
  const forks = async (processes: number) => {
    const group = openOrNull(open, { processes });
    if (!group) return null;
    const printed = await runShell(group, '/bin/true; echo forked');
    await group.end();
    return printed;
  };
  return (await forks(100)) === 'forked' && (await forks(1)) === '';
}

function openOrNull(open: ControlGroups['open'], limits: GroupLimits): ControlGroup | null {
  try {
    return open(limits);
  } catch {
    return null;
  }
}

async function runShell(group: ControlGroup, script: string): Promise<string> {
  const [file, ...args] = group.enter(['/bin/sh', '-c', script]);
  const options = { extendEnv: false, env: { PATH: '/usr/bin:/bin' }, stdin: 'ignore', timeout: PROOF_MS } as const;
  const { stdout } = await execa(file, args, { ...options, reject: false, stderr: 'ignore' });
  return stdout;
}

/** Of these, version 2 has all controllers that no hierarchy of version 1 has. */
function findHierarchies(): Hierarchy[] {
  const own = new Map(
    readOrEmpty('/proc/self/cgroup')
      .split('\n')
      .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
      .flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? ''] as const] : [])),
  );
  return readOrEmpty('/proc/self/mountinfo')
    .split('\n')
    .flatMap((line): Hierarchy[] => {
      const [mount = '', kind = ''] = line.split(' - ');
      const [, , , root = '', mountPoint = ''] = mount.split(' ');
      const [type, , options = ''] = kind.split(' ');
      const controller = options.split(',').find((option) => option === 'memory' || option === 'pids');
      const version = type === 'cgroup2' ? 2 : 1;
      if (version === 1 && (type !== 'cgroup' || controller === undefined)) return [];
      const names = [...own.keys()].find((key) =>
        version === 2 ? key === '' : key.split(',').includes(controller ?? ''),
      );
      const path = names === undefined ? undefined : own.get(names);
      if (path === undefined) return [];
      const below = relative(root, path);
      return [{ version, directory: join(mountPoint, below.startsWith('..') ? '' : below) }];
    });
}

/** Version 2 passes controllers on only from a group that has no process itself, but for the root. */
function canMakeGroups({ version, directory }: Hierarchy): boolean {
  const probe = join(directory, nameGroup());
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    if (version === 2) passControllersOn(directory);
    return true;
  } catch {
    return false;
  }
}

function passControllersOn(directory: string): void {
  const has = readOrEmpty(join(directory, 'cgroup.controllers')).trim().split(' ');
  const wanted = ['memory', 'pids'].filter((name) => has.includes(name));
  if (wanted.length === 0) return;
  const turnOn = () =>
    writeFileSync(join(directory, 'cgroup.subtree_control'), wanted.map((name) => `+${name}`).join(' '));
  try {
    turnOn();
  } catch {
    const leaf = join(directory, WORKER);
    mkdirSync(leaf, { recursive: true });
    for (const pid of readOrEmpty(join(directory, 'cgroup.procs')).trim().split('\n'))
      writeFileSync(join(leaf, 'cgroup.procs'), pid);
    turnOn();
  }
}

function openGroup(hierarchies: readonly Hierarchy[], limits: GroupLimits): ControlGroup {
  const name = nameGroup();
  const directories = hierarchies.map(({ directory }) => join(directory, name));
  for (const directory of directories) {
    mkdirSync(directory);
    setLimits(directory, limits);
  }
  let killedByKernel = false;
  const ranOutOfMemory = () => {
    killedByKernel ||= directories.some((directory) =>
      ['memory.events', 'memory.oom_control'].some((file) =>
        /^oom_kill [1-9]/m.test(readOrEmpty(join(directory, file))),
      ),
    );
    return killedByKernel;
  };
  return {
    enter(argv) {
      const enter = directories.map((_, index) => `echo 0 >"$${index + 1}/cgroup.procs" || exit 125`).join('\n');
      return ['/bin/sh', '-c', `${enter}\nshift ${directories.length}\nexec "$@"`, 'sh', ...directories, ...argv];
    },
    ranOutOfMemory,
    async end() {
      ranOutOfMemory();
      for (const directory of directories) await removeGroup(directory);
    },
  };
}

/** Files that a hierarchy does not have are left out; what was written is not trusted, but tried. */
function setLimits(directory: string, { memoryBytes, processes }: GroupLimits): void {
  const settings: Record<string, string | undefined> = {
    'pids.max': String(processes),
    'memory.max': memoryBytes?.toString(),
    'memory.swap.max': memoryBytes === undefined ? undefined : '0',
    'memory.oom.group': '1',
    'memory.limit_in_bytes': memoryBytes?.toString(),
    'memory.memsw.limit_in_bytes': memoryBytes?.toString(),
  };
  const files = readdirSync(directory);
  for (const [file, value] of Object.entries(settings))
    if (value !== undefined && files.includes(file)) writeFileSync(join(directory, file), value);
}

async function removeGroup(directory: string): Promise<void> {
  const deadline = Date.now() + REMOVE_MS;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    try {
      rmdirSync(directory);
      return;
    } catch (error) {
      // Busy: something is in it. What remains is removed by the next process that makes groups here.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' || Date.now() > deadline) return;
    }
    killGroup(directory);
    await wait(pauseMs);
  }
}

function killGroup(directory: string): void {
  try {
    writeFileSync(join(directory, 'cgroup.kill'), '1', { flag: 'r+' });
  } catch {
    // Version 1, or a kernel before 5.14.
    for (const pid of readOrEmpty(join(directory, 'cgroup.procs')).split('\n')) {
      try {
        if (Number(pid) > 0) process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
  }
}

function nameGroup(): string {
  const { pid, startTime } = ownIdentity();
  return `${PREFIX}${pid}-${startTime}-${randomUUID()}`;
}

/** Of processes that died before they could remove them. */
async function removeLeftOvers(directory: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    const [, pid, startTime = null] = new RegExp(`^${PREFIX}(\\d+)-(\\w+)-`).exec(name) ?? [];
    if (pid !== undefined && !isAlive({ pid: Number(pid), startTime })) await removeGroup(join(directory, name));
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
