import { everywhere, type HostileRecipe, notStopped, SECRET, stopped } from './hostile-recipe.ts';

const printedSecret = ({ stdout }: { stdout: string }): boolean => stdout.includes(SECRET);
const SAME_USER = notStopped('it is the same user');
const NO_PROCESS = stopped('a process namespace: other processes have no number here');
const NO_FILE = stopped('a root that holds only what is named');

/** Recipe code that tries to read secrets. */
export const attacksOnSecrets: readonly HostileRecipe[] = [
  {
    what: "reads the worker's environment, by its number and in every process that it sees",
    script: ({ workerPid }) => `cat /proc/${workerPid}/environ /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'`,
    gotThrough: printedSecret,
    verdicts: { process: SAME_USER, bubblewrap: NO_PROCESS, docker: NO_PROCESS },
  },
  {
    what: "reads the worker's memory",
    script: ({ workerPid }) => `exec bash -c '
      range=$(grep "\\[stack\\]" /proc/${workerPid}/maps | cut -d" " -f1)
      first=$((0x\${range%-*} / 4096)); last=$((0x\${range#*-} / 4096))
      dd if=/proc/${workerPid}/mem bs=4096 skip=$first count=$((last - first)) | tr "\\0" "\\n"'`,
    gotThrough: printedSecret,
    verdicts: { process: SAME_USER, bubblewrap: NO_PROCESS, docker: NO_PROCESS },
  },
  {
    what: 'attaches to the worker as a debugger does (ptrace)',
    script: ({ workerPid }) =>
      `perl -e '$call = \`uname -m\` =~ /x86_64/ ? 101 : 117; exit 1 if syscall($call, 16, ${workerPid}, 0, 0) != 0; print "attached\\n"; syscall($call, 17, ${workerPid}, 0, 0)'`,
    gotThrough: ({ stdout }) => stdout.includes('attached'),
    verdicts: { process: SAME_USER, bubblewrap: NO_PROCESS, docker: NO_PROCESS },
  },
  {
    what: "reads files of the machine: the folder of secrets, other people's homes",
    script: ({ secretFile }) => `cat ${secretFile} /etc/shadow /root/.bashrc`,
    gotThrough: printedSecret,
    verdicts: { process: SAME_USER, bubblewrap: NO_FILE, docker: NO_FILE },
  },
  {
    what: 'reads them through a link in its own output folder',
    script: ({ secretFile, output }) => `ln -s ${secretFile} ${output}/link && cat ${output}/link`,
    gotThrough: printedSecret,
    verdicts: {
      process: SAME_USER,
      bubblewrap: stopped('the link leads nowhere in here; who opens the dataset follows no link out of the storage'),
      docker: stopped('the link leads nowhere in here; who opens the dataset follows no link out of the storage'),
    },
  },
  {
    what: "reads another run's private folder",
    script: ({ neighbour }) => `cat ${neighbour.folder}/home/mine ${neighbour.folder}/files/key`,
    gotThrough: printedSecret,
    verdicts: { process: SAME_USER, bubblewrap: NO_FILE, docker: NO_FILE },
  },
  {
    what: "writes into another run's output",
    script: ({ neighbour }) => `echo changed > ${neighbour.output}/part && echo changed`,
    gotThrough: ({ stdout }) => stdout.includes('changed'),
    verdicts: {
      process: SAME_USER,
      bubblewrap: stopped(
        'nothing is writable but the folder around its own dataset, which recipes of one feedstock may share',
      ),
      docker: stopped(
        'nothing is writable but the folder around its own dataset, which recipes of one feedstock may share',
      ),
    },
  },
  {
    what: 'speaks to services on loopback (Postgres, Redis, the API) while recipes are read',
    script: ({ port }) => `timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3'`,
    gotThrough: printedSecret,
    network: 'none',
    verdicts: {
      process: notStopped("it has the machine's network"),
      bubblewrap: stopped('an empty network namespace'),
      docker: stopped('the network `none`'),
    },
  },
  {
    what: 'speaks to them during a bake with the network `public`',
    script: ({ port }) => `timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3'`,
    gotThrough: printedSecret,
    network: 'public',
    verdicts: {
      process: notStopped("it has the machine's network"),
      bubblewrap: stopped('a network namespace of its own behind slirp4netns, with a filter by destination'),
      docker: stopped('a network namespace of its own'),
    },
  },
  {
    what: 'speaks to them during a bake with the network `host`',
    script: ({ port }) => `timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3'`,
    gotThrough: printedSecret,
    network: 'host',
    verdicts: everywhere(notStopped('that is what `host` means: announced at the start')),
  },
  {
    what: "asks a cloud's metadata address during a bake with the network `public`",
    script: () => `timeout 3 bash -c 'exec 3<>/dev/tcp/169.254.169.254/80' 2>&1 || :`,
    // Refused by its own filter and routes at once. Elsewhere it is tried, and what comes of it is the machine's affair.
    gotThrough: ({ stdout }) => !stdout.includes('Permission denied'),
    network: 'public',
    verdicts: {
      process: notStopped("it has the machine's network"),
      bubblewrap: stopped(
        'a filter by destination and no route to anything but public addresses, and no right to change either',
      ),
      docker: stopped(
        'a filter by destination and no route to anything but public addresses, and no right to change either',
      ),
    },
  },
];
