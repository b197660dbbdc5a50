import { everywhere, type HostileRecipe, notStopped, stopped } from './hostile-recipe.ts';

const MB = 1024 ** 2;
const KERNEL_BYTES = 'the kernel, at the byte, where the worker may make control groups';
const KERNEL_PROCESSES = 'the kernel, 2,000 at most, where the worker may make control groups';
const MEASURED = 'the tree is measured twice a second';
const LIMIT_BYTES = 5 * MB;
const TOO_MANY_FILES = 101_000;
const writtenBytes = (stdout: string): number => Number(/^(\d+)\t/m.exec(stdout)?.[1] ?? Number.NaN);

const cameTo =
  (...outcomes: readonly string[]): HostileRecipe['gotThrough'] =>
  ({ outcome, left }) =>
    !outcomes.includes(outcome) || left > 0;

/** Recipe code that wants to do harm, or does it by mistake. */
export const attacksOnTheMachine: readonly HostileRecipe[] = [
  {
    what: 'ends the worker',
    script: ({ workerPid }) => `kill -0 ${workerPid} && echo reached`,
    gotThrough: ({ stdout }) => stdout.includes('reached'),
    verdicts: {
      process: notStopped('it is the same user; the worker is restarted, and another worker takes over its work'),
      bubblewrap: stopped('a process namespace'),
      docker: stopped('a process namespace'),
    },
  },
  {
    what: 'makes namespaces in which it would be root',
    script: () => 'unshare --user --map-root-user sh -c "echo nested" || :',
    gotThrough: ({ stdout }) => stdout.includes('nested'),
    verdicts: {
      process: notStopped('as the machine allows'),
      bubblewrap: stopped('`--disable-userns`'),
      docker: stopped("the engine's filter of system calls"),
    },
  },
  {
    what: 'mounts file systems',
    script: () => 'mount -t tmpfs none tmp && umount tmp && echo mounted; :',
    gotThrough: ({ stdout }) => stdout.includes('mounted'),
    verdicts: {
      process: notStopped('a worker that is root has given it the right'),
      bubblewrap: stopped('no capability'),
      docker: stopped('no capability'),
    },
  },
  {
    what: 'fills the disk with files in its private folder',
    script: () => 'for i in 1 2 3 4 5 6 7 8 9 10; do head -c 1048576 /dev/zero > file$i 2>/dev/null; done; du -sb .',
    gotThrough: ({ stdout }) => !(writtenBytes(stdout) < LIMIT_BYTES + MB),
    scratchBytes: LIMIT_BYTES,
    verdicts: {
      process: notStopped('each file is limited, their number is not'),
      bubblewrap: stopped('the folder is memory of a fixed size'),
      docker: stopped('the folder is memory of a fixed size'),
    },
  },
  {
    what: 'makes empty files without end in its private folder, which cost the kernel memory that no limit counts',
    script: () =>
      `exec python3 -c "\nfor number in range(${TOO_MANY_FILES}): open(f'file{number}', 'w').close()\nprint('made them all')"`,
    gotThrough: ({ stdout }) => stdout.includes('made them all'),
    long: true,
    verdicts: {
      process: notStopped('their number is not limited'),
      bubblewrap: stopped('the folder holds 100,000 files at most, where the worker may mount'),
      docker: stopped('the folder holds 100,000 files at most'),
    },
  },
  {
    what: 'fills the disk with its output',
    script: ({ output }) =>
      `for i in 1 2 3 4 5 6 7 8 9 10; do head -c 1048576 /dev/zero > ${output}/file$i; done; du -sb ${output}; rm ${output}/file*`,
    gotThrough: ({ stdout }) => writtenBytes(stdout) > 10 * MB,
    scratchBytes: LIMIT_BYTES,
    verdicts: everywhere(notStopped('storage of a local bakery needs a quota or a disk of its own')),
  },
  {
    what: 'prints without end',
    script: () => 'exec yes',
    limits: { outputBytes: 100_000 },
    gotThrough: cameTo('output_limit'),
    verdicts: everywhere(stopped('the limit of output')),
  },
  {
    what: 'hangs, and ignores SIGTERM',
    script: ({ seconds }) => `trap '' TERM INT HUP; sleep ${seconds}; sleep ${seconds}`,
    limits: { wallTimeMs: 1_500 },
    gotThrough: cameTo('timed_out'),
    verdicts: everywhere(stopped('SIGKILL when its time is up')),
  },
  {
    what: 'leaves daemons: two forks, a session and an environment of their own',
    script: ({ seconds }) => `(env -i setsid sh -c 'sleep ${seconds}; true' >/dev/null 2>&1 &); sleep 1`,
    gotThrough: cameTo('ended'),
    verdicts: {
      process: stopped(
        'found by its control group, where the worker may make one; else by its parent, its session, its folder: one that hides between two scans stays',
      ),
      bubblewrap: stopped('the kernel ends the namespace with its first process'),
      docker: stopped('the kernel ends the namespace with its first process'),
    },
  },
  {
    what: 'eats memory',
    script: () => 'head -c 2000000000 /dev/zero | tail -c 1900000000 | sleep 3000',
    limits: { memoryBytes: 200 * MB },
    gotThrough: cameTo('out_of_memory'),
    long: true,
    verdicts: {
      process: stopped(`${KERNEL_BYTES}; else ${MEASURED}: what is used faster than that, the machine must bear`),
      bubblewrap: stopped(`${KERNEL_BYTES}; else ${MEASURED}: what is used faster than that, the machine must bear`),
      docker: stopped('the kernel, at the byte'),
    },
  },
  {
    what: 'starts processes without end',
    script: ({ seconds }) => `while :; do sleep ${seconds} & done`,
    limits: { wallTimeMs: 20_000 },
    gotThrough: cameTo('out_of_memory', 'ended', 'failed', 'timed_out'),
    long: true,
    verdicts: {
      process: stopped(`${KERNEL_PROCESSES}; the tree is measured twice a second, 500 at most`),
      bubblewrap: stopped(
        `${KERNEL_PROCESSES}, or its limit on a user that is not root; the tree is measured twice a second, 500 at most`,
      ),
      docker: stopped('the kernel: 2,000 at most'),
    },
  },
];
