/** What is kept in memory for a command: the kernel counts a file's inode nowhere, so their number is limited too. */
export interface MemoryFolder {
  /** Where the command sees it. */
  path: string;
  bytes: number;
  inodes: number;
}

/** About 80 MB of the kernel's memory, which no limit counts; an environment of Python packages has 30,000 files. */
export const MAX_SCRATCH_INODES = 100_000;
export const MAX_INODES = 10_000;

/** A folder of every system, hidden only in a mount namespace of our own. */
const STAGE = '/dev/shm';

/** Where the folder is found before bubblewrap puts it in its place. */
export const stagedPath = (index: number): string => `${STAGE}/${index}`;

/**
 * The command in user and mount namespaces of its own, with these folders mounted, for bubblewrap to bind: it has no
 * option for a number of inodes itself. Their options are fixed for whoever comes to a user namespace further in.
 * @param unshare absolute path of util-linux's unshare.
 */
export function withMemoryFolders(
  unshare: string,
  folders: readonly MemoryFolder[],
  argv: readonly string[],
): [string, ...string[]] {
  const mounts = folders.map(({ bytes, inodes }, index) => {
    const options = `size=${bytes},nr_inodes=${inodes},mode=755,nosuid,nodev`;
    return `mkdir ${stagedPath(index)} && mount -t tmpfs -o ${options} recipe ${stagedPath(index)} || exit 125`;
  });
  const script = [
    'PATH=/usr/bin:/bin:/usr/sbin:/sbin',
    `mount -t tmpfs -o size=64k,nr_inodes=20,mode=755 stage ${STAGE} || exit 125`,
    ...mounts,
    'exec "$@"',
  ].join('\n');
  const own = ['--user', '--map-root-user', '--mount', '--propagation', 'private'];
  return [unshare, ...own, '--', '/bin/sh', '-c', script, 'sh', ...argv];
}
