import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import { makeInvocationFolder, removeInvocationFolder } from '../runner/invocation-folder.ts';
import { watchStopCauses } from '../runner/stop-cause.ts';
import { watchUsage } from '../runner/watch-usage.ts';
import { type NetworkPolicy, networkIn, type Sandbox, type SandboxedProcess } from '../sandbox/sandbox.ts';

export interface InspectorOptions {
  /** The Python that has what opens stores, and the folder of its environment; made when it is first asked for. */
  environment: () => Promise<{ pythonExecutable: string; venvDir: string }>;
  /** The Python program: a folder. */
  program: string;
  sandbox: Sandbox;
  /** Where private folders are made. */
  foldersDir: string;
  systemPath: string;
  networkEnvironment?: Readonly<Record<string, string>>;
  /** Of stores that are not on this machine, or point elsewhere. */
  network: NetworkPolicy;
}

export interface InspectorCall {
  /** A plain name, which no other call has at this time. */
  id: string;
  /** Passed to the program as a private file: it may hold secrets. */
  request: object;
  /** Environment variable → content of the file that it names. */
  secretFiles: Readonly<Record<string, string>>;
  /** Folders of this machine that it may read. */
  readable: readonly string[];
  signal: AbortSignal;
}

export type InspectorEnd =
  /** What the program printed last, as JSON. A store may have taken it over: every field is a claim. */
  | { outcome: 'answered'; answer: unknown; peakMemoryBytes: number | null; durationMs: number }
  /** It was stopped by a limit, such as its memory. */
  | { outcome: 'stopped'; reason: string }
  /** It could not be run here, or printed no answer. `lasting`: an operator has to act before it can. */
  | { outcome: 'failed'; reason: string; lasting: boolean };

/** Looks at what a bake wrote. Each call is a process of its own, so that no two bakeries or feedstocks share one. */
export interface Inspector {
  inspect(call: InspectorCall): Promise<InspectorEnd>;
}

/** The program ends itself before. */
const WALL_TIME_MS = 6 * 60_000;
const MEMORY_BYTES = 2 * 1024 ** 3;
const MAX_ANSWER_BYTES = 16 * 1024 ** 2;
const DRAIN_MS = 10_000;
const MARKER = 'PANGEO_FORGE_INSPECTION';

/** An inspector in the sandbox that bakes run in. */
export function createInspector(options: InspectorOptions): Inspector {
  return {
    async inspect(call) {
      const startedAt = performance.now();
      const causes = watchStopCauses(call.signal, WALL_TIME_MS);
      const paths = await makeInvocationFolder(options.foldersDir, call.id);
      try {
        const running = await start(options, call, paths);
        const end = await follow(running, causes);
        const cause = causes.cause();
        if (cause) return { outcome: 'stopped', reason: cause.reason };
        if (end.answer === undefined) return { outcome: 'failed', reason: reasonOf(end), lasting: false };
        const { answer, peakMemoryBytes } = end;
        return { outcome: 'answered', answer, peakMemoryBytes, durationMs: Math.round(performance.now() - startedAt) };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const lasting = error instanceof AppError && error.code === 'invalid_config';
        return { outcome: 'failed', reason: `the inspector could not be started: ${message}`, lasting };
      } finally {
        causes.release();
        await removeInvocationFolder(paths.folder);
      }
    },
  };
}

async function start(
  options: InspectorOptions,
  call: InspectorCall,
  paths: { home: string; tmp: string; files: string },
): Promise<SandboxedProcess> {
  const { pythonExecutable, venvDir } = await options.environment();
  const interpreter = dirname(dirname(await realpath(pythonExecutable)));
  const requestFile = join(paths.files, 'request.json');
  const network = networkIn(options.sandbox, options.network);
  const marker = randomUUID();
  const named = Object.entries(call.secretFiles).map(([name, content]) => ({
    name,
    path: join(paths.files, name),
    content,
  }));
  return options.sandbox.start({
    argv: [pythonExecutable, '-I', '-B', options.program, requestFile],
    environment: {
      ...(network === 'none' ? {} : options.networkEnvironment),
      PATH: [join(venvDir, 'bin'), options.systemPath].join(delimiter),
      HOME: paths.home,
      TMPDIR: paths.tmp,
      LANG: 'C.UTF-8',
      ...Object.fromEntries(named.map(({ name, path }) => [name, path])),
      [MARKER]: marker,
    },
    marker: `${MARKER}=${marker}`,
    scratch: { directory: paths.home, subdirectories: [paths.tmp] },
    readOnly: [venvDir, interpreter, options.program, ...call.readable],
    ownDirectories: [],
    writable: [],
    secretFiles: [
      { path: requestFile, content: JSON.stringify(call.request) },
      ...named.map(({ path, content }) => ({ path, content })),
    ],
    network,
    limits: { memoryBytes: MEMORY_BYTES, fileBytes: MAX_ANSWER_BYTES, scratchBytes: MAX_ANSWER_BYTES },
  });
}

interface Followed {
  answer: unknown;
  exitCode: number | null;
  complaint: string;
  peakMemoryBytes: number | null;
}

async function follow(running: SandboxedProcess, causes: ReturnType<typeof watchStopCauses>): Promise<Followed> {
  const stopWatching = watchUsage(running, MEMORY_BYTES, causes.stop);
  const output = collect(running.stdout, MAX_ANSWER_BYTES);
  const errors = collect(running.stderr, 64 * 1024);
  const kill = () => void running.killTree();
  if (causes.signal.aborted) kill();
  else causes.signal.addEventListener('abort', kill, { once: true });
  try {
    const { exitCode, outOfMemory } = await running.exited;
    if (outOfMemory)
      causes.stop({ outcome: 'out_of_memory', fault: null, reason: 'the inspection used too much memory' });
    await running.killTree();
    await withTimeout(Promise.all([output.ended, errors.ended]), DRAIN_MS, () => {});
    const last = output.text().trimEnd().split('\n').at(-1) ?? '';
    return { answer: parsed(last), exitCode, complaint: errors.text().slice(-500), peakMemoryBytes: stopWatching() };
  } finally {
    causes.signal.removeEventListener('abort', kill);
    stopWatching();
    await running.killTree();
  }
}

/** What it prints beyond the limit is dropped. */
function collect(stream: NodeJS.ReadableStream, limit: number): { text: () => string; ended: Promise<void> } {
  const chunks: Buffer[] = [];
  let room = limit;
  stream.on('data', (bytes: Buffer) => {
    if (room > 0) chunks.push(bytes.subarray(0, room));
    room -= bytes.length;
  });
  const ended = new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
  return { text: () => Buffer.concat(chunks).toString('utf8'), ended };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function reasonOf({ exitCode, complaint }: Followed): string {
  const last = complaint.trim().split('\n').at(-1) ?? '';
  return `the inspector gave no answer (exit code ${exitCode})${last ? `: ${last}` : ''}`;
}
