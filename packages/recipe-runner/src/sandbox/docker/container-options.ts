import { dirname } from 'node:path';
import type Docker from 'dockerode';
import { MAX_INODES, MAX_SCRATCH_INODES } from '../own-mounts.ts';
import { limitCommand } from '../limit-command.ts';
import type { SandboxCommand } from '../sandbox.ts';

export interface ContainerPlace {
  image: string;
  /** `none`, `host` or a network's name. */
  network: string;
  user: { uid: number; gid: number };
  cpus: number | undefined;
  labels: Readonly<Record<string, string>>;
  /** Where the engine's machine has what we have at `path`. */
  hostPath: (path: string) => string;
}

/** Threads count too, and each of Beam's processes has dozens. */
const MAX_PROCESSES = 2_000;
const SMALL_BYTES = 256 * 1024 ** 2;
const PRIVATE_FOLDER = '/run/pangeo-forge';
export const ENVIRONMENT_FILE = `${PRIVATE_FOLDER}/environment`;

/**
 * What the container's first process does. It waits until everything is in place; when its standard input ends, which
 * also happens when the worker dies, everything in the container is killed; it ends with the command. The command gets
 * no standard input and an environment from empty, read from a file, since arguments and variables of containers can be
 * read by anyone who may ask the engine.
 */
const FIRST_PROCESS = `read -r go || exit 125
exec 3<&0 </dev/null
(read -r more <&3; kill -KILL -1) >/dev/null 2>&1 &
/usr/bin/env -i /bin/sh -c 'set -a; . "$0"; set +a; rm -f "$0"; exec "$@"' ${ENVIRONMENT_FILE} "$@" 3<&-
exit $?`;

/** Everything about the container, which holds no secret. */
export function containerOptions(command: SandboxCommand, place: ContainerPlace): Docker.ContainerCreateOptions {
  return {
    Image: place.image,
    Entrypoint: ['/bin/sh', '-c', FIRST_PROCESS, 'sh'],
    Cmd: limitCommand(command.argv, command.limits),
    User: `${place.user.uid}:${place.user.gid}`,
    WorkingDir: command.scratch.directory,
    Labels: { ...place.labels },
    Hostname: place.network === 'host' ? undefined : 'sandbox',
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    NetworkDisabled: false,
    HostConfig: {
      AutoRemove: true,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      NetworkMode: place.network,
      IpcMode: 'private',
      PidsLimit: MAX_PROCESSES,
      ShmSize: SMALL_BYTES,
      // What is printed goes to us and nowhere else: a recipe that prints without end would fill the engine's disk.
      LogConfig: { Type: 'none', Config: {} },
      Tmpfs: memoryFolders(command, place),
      Binds: [
        ...command.readOnly.map((path) => `${place.hostPath(path)}:${path}:ro`),
        ...command.writable.map((path) => `${place.hostPath(path)}:${path}:rw`),
      ],
      ...memoryLimit(command.limits.memoryBytes),
      ...(place.cpus === undefined ? {} : { NanoCpus: Math.round(place.cpus * 1e9) }),
    },
  };
}

/** Without swap, as the other sandboxes measure it. */
function memoryLimit(memoryBytes: number | undefined): Docker.HostConfig {
  return memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes };
}

/** What may be written is memory, counts as such, and is gone with the container. */
function memoryFolders(command: SandboxCommand, { user }: ContainerPlace): Record<string, string> {
  const own = `rw,nosuid,nodev,uid=${user.uid},gid=${user.gid},mode=0700`;
  const { scratch, secretFiles, ownDirectories, readOnly, writable, limits } = command;
  const received = [...secretFiles.map(({ path }) => dirname(path)), ...ownDirectories];
  const mounted = [...readOnly, ...writable];
  // The engine makes the folders above a mount, and they would be root's, below /tmp too.
  const inTmp = [...mounted, ...received, scratch.directory].flatMap((path) => /^\/tmp\/[^/]+(?=\/)/.exec(path) ?? []);
  return {
    '/tmp': `rw,exec,nosuid,nodev,mode=1777,size=${SMALL_BYTES},nr_inodes=${MAX_INODES}`,
    ...Object.fromEntries(
      inTmp.filter((path) => !mounted.includes(path)).map((path) => [path, `${own},exec,size=${SMALL_BYTES}`]),
    ),
    [PRIVATE_FOLDER]: `${own},noexec,size=1m`,
    ...Object.fromEntries(received.map((path) => [path, `${own},noexec`])),
    [scratch.directory]: `${own},exec,size=${limits.scratchBytes ?? SMALL_BYTES},nr_inodes=${MAX_SCRATCH_INODES}`,
  };
}
