import { lstatSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { SLIRP_RESOLV_CONF } from './network/slirp-network.ts';
import { MAX_INODES, MAX_SCRATCH_INODES, type MemoryFolder, stagedPath } from './own-mounts.ts';
import type { SandboxCommand } from './sandbox.ts';

/** What this bubblewrap and this kernel can do beyond the oldest that we use. */
export interface BubblewrapFeatures {
  /** `--size`, limits on what is kept in memory. */
  size: boolean;
  /** util-linux's unshare, where it may mount: the number of files in memory is limited too. Null where it may not. */
  unshare: string | null;
  /** `--disable-userns`: no nested namespaces, which keeps much of the kernel out of reach. */
  disableUserns: boolean;
  /**
   * Whether the kernel counts a user's processes in each namespace for itself (Linux 5.14); a limit would hit the
   * user's other processes else. Root is never limited.
   */
  countsProcesses: boolean;
}

/** Files of /etc that programs need to find libraries, names on the network, certificates and the time. */
const ETC = [
  'ld.so.cache',
  'alternatives',
  'ssl',
  'pki',
  'ca-certificates',
  'hosts',
  'host.conf',
  'nsswitch.conf',
  'localtime',
];
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const SMALL_BYTES = 256 * 1024 ** 2;
const USER_ID = '1000';

/**
 * Everything but the command: namespaces of its own, a root that holds only what is named, read-only, with private
 * memory where something may be written.
 * @param descriptors from which `dataFiles` are read, in their order, and the filter of system calls.
 */
export function bubblewrapArguments(
  command: SandboxCommand,
  features: BubblewrapFeatures,
  descriptors: { data: readonly number[]; seccomp: number },
): string[] {
  const { scratch } = command;
  const [shm, tmp, own] = memoryFolders(command).map((folder, index) => memoryFolder(features, folder, index));
  return [
    namespaces(command, features),
    ['--seccomp', String(descriptors.seccomp)],
    ['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    SYSTEM.flatMap((path) => systemDirectory(path)),
    ETC.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    command.network === 'public' ? [] : ['--ro-bind-try', '/etc/resolv.conf', '/etc/resolv.conf'],
    // When we are root, the kernel lets our user write its settings even without capabilities (core_pattern would lead
    // out of here).
    ['--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys'],
    ['--dev', '/dev', ...(shm ?? []), '--remount-ro', '/dev'],
    tmp ?? [],
    outermost([...command.readOnly, ...command.ownDirectories]).flatMap((path) => ['--ro-bind', path, path]),
    own ?? [],
    scratch.subdirectories.flatMap((path) => ['--dir', path]),
    dataFiles(command).flatMap(({ path }, index) => ['--ro-bind-data', String(descriptors.data[index]), path]),
    command.writable.flatMap((path) => ['--bind', path, path]),
    ['--remount-ro', '/', '--chdir', scratch.directory],
    Object.entries(command.environment).flatMap(([name, value]) => ['--setenv', name, value]),
  ].flat();
}

/** What may be written and is kept in memory, in the order in which `bubblewrapArguments` wants it. */
export function memoryFolders({ scratch, limits }: SandboxCommand): [MemoryFolder, MemoryFolder, MemoryFolder] {
  const small = { bytes: SMALL_BYTES, inodes: MAX_INODES };
  return [
    { path: '/dev/shm', ...small },
    { path: '/tmp', ...small },
    { path: scratch.directory, bytes: limits.scratchBytes ?? SMALL_BYTES, inodes: MAX_SCRATCH_INODES },
  ];
}

function memoryFolder({ size, unshare }: BubblewrapFeatures, { path, bytes }: MemoryFolder, index: number): string[] {
  if (unshare !== null) return ['--bind', stagedPath(index), path];
  return [...(size ? ['--size', String(bytes)] : []), '--tmpfs', path];
}

function namespaces(command: SandboxCommand, features: BubblewrapFeatures): string[] {
  const always = [
    '--unshare-user',
    '--uid',
    USER_ID,
    '--gid',
    USER_ID,
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-cgroup-try',
    '--unshare-uts',
  ];
  const network = command.network === 'none' ? ['--unshare-net'] : [];
  return [...always, '--hostname', 'sandbox', ...network, ...(features.disableUserns ? ['--disable-userns'] : [])];
}

/** On most systems all but /usr are links into it. */
function systemDirectory(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  return found.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

/** A path inside another is there already; what is in /usr too. */
function outermost(paths: readonly string[]): string[] {
  const isInside = (inner: string, outer: string) => inner.startsWith(outer + sep);
  return [...new Set(paths)].filter((path) => !isInside(path, '/usr') && !paths.some((other) => isInside(path, other)));
}

/**
 * Files that are made for the sandbox: its secrets, the one user that there is, so that programs find a name for it,
 * and who knows names on its network.
 */
export function dataFiles(command: SandboxCommand): ReadonlyArray<{ path: string; content: string }> {
  const passwd = `recipe:x:${USER_ID}:${USER_ID}::${command.scratch.directory}:/bin/sh\n`;
  const resolver = command.network === 'public' ? [{ path: '/etc/resolv.conf', content: SLIRP_RESOLV_CONF }] : [];
  return [...command.secretFiles, { path: '/etc/passwd', content: passwd }, ...resolver];
}
