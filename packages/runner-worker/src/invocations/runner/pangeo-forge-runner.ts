import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { NetworkPolicy, Sandbox, SandboxedProcess } from '../sandbox/sandbox.ts';
import { checkRequest } from './check-request.ts';
import { fetchFeedstock } from './fetch-feedstock.ts';
import { makeInvocationFolder, removeInvocationFolder } from './invocation-folder.ts';
import { judgeRun } from './judge-run.ts';
import { createOutputReader } from './read-output.ts';
import type { RecipeRunner, RunnerRequest, RunnerResult, RunOptions } from './recipe-runner.ts';
import { type InvocationPaths, runnerArguments, secretFilesOf } from './runner-command.ts';
import { runnerVariables } from './runner-variables.ts';
import { createStopCause } from './stop-cause.ts';

export interface PangeoForgeRunnerOptions {
  /** As `describeRunner` finds it. */
  program: {
    executable: string;
    searchPath: readonly string[];
    visible: readonly string[];
    sitePackages: string | null;
  };
  sandbox: Sandbox;
  /** Where the invocations' private folders are made. */
  foldersDir: string;
  /** PATH, for git and what recipes call. */
  systemPath: string;
  /** What this machine needs to reach the network (proxies, certificates, a package index). No secret: recipe code sees it. */
  networkEnvironment?: Readonly<Record<string, string>>;
  /** Expanding needs no network, as the repository is fetched before; a bake reads its sources. */
  network?: Partial<Record<RunnerRequest['kind'], NetworkPolicy>>;
}

const MARKER = 'PANGEO_FORGE_INVOCATION';
const USAGE_EVERY_MS = 500;
const MOST_PROCESSES = 500;
const SCRATCH_BYTES = 4 * 1024 ** 3;
/** How long output may still arrive once everything that could write it is dead. */
const DRAIN_MS = 2_000;

/** The real pangeo-forge-runner in a sandbox. */
export function createPangeoForgeRunner(options: PangeoForgeRunnerOptions): RecipeRunner {
  return {
    async run(request, runOptions) {
      checkRequest(request);
      const startedAt = performance.now();
      const stopCause = createStopCause(runOptions.signal, runOptions.limits.wallTimeMs);
      const paths = await makeInvocationFolder(options.foldersDir, request.invocationId);
      try {
        const result = await runIn(paths, options, request, runOptions, stopCause);
        return { ...result, durationMs: Math.round(performance.now() - startedAt) };
      } finally {
        stopCause.release();
        await removeInvocationFolder(paths.folder);
      }
    },
  };
}

type StopCauses = ReturnType<typeof createStopCause>;

async function runIn(
  paths: InvocationPaths,
  options: PangeoForgeRunnerOptions,
  request: RunnerRequest,
  { limits, onLine }: RunOptions,
  stopCause: StopCauses,
): Promise<Omit<RunnerResult, 'durationMs'>> {
  const notRun = { exitCode: null, signal: null, traceback: null, peakMemoryBytes: null };
  const networkEnvironment = options.networkEnvironment ?? {};
  const fetched = await fetchFeedstock({
    repoUrl: request.repoUrl,
    ref: request.ref,
    folder: paths.folder,
    environment: { ...networkEnvironment, PATH: options.systemPath },
    signal: stopCause.signal,
  });
  const stoppedEarly = stopCause.cause();
  if (stoppedEarly) return { ...notRun, ...stoppedEarly };
  if (fetched.outcome === 'failed') return { ...notRun, ...fetched };

  const network = options.network?.[request.kind] ?? (request.kind === 'bake' ? 'host' : 'none');
  const marker = { name: MARKER, value: randomUUID() };
  const running = await options.sandbox.start({
    argv: [options.program.executable, ...runnerArguments(request, fetched.repository, fetched.sha, paths)],
    environment: runnerVariables({
      request,
      paths,
      program: options.program,
      systemPath: options.systemPath,
      networkEnvironment,
      network: options.sandbox.isolatesNetwork ? network : 'host',
      marker,
    }),
    marker: `${marker.name}=${marker.value}`,
    workingDirectory: paths.home,
    scratch: [paths.home, paths.tmp],
    readOnly: [fetched.repository, ...options.program.visible],
    writable: request.localOutputDirs ?? [],
    secretFiles: secretFilesOf(request, paths),
    network,
    limits: {
      fileBytes: SCRATCH_BYTES,
      scratchBytes: SCRATCH_BYTES,
      ...(limits.memoryBytes === undefined ? {} : { memoryBytes: limits.memoryBytes }),
      ...(limits.cpuTimeS === undefined ? {} : { cpuTimeS: limits.cpuTimeS }),
    },
  });
  return follow(running, request, { limits, onLine }, stopCause);
}

/** From a running process to the result, with nothing of its tree left. */
async function follow(
  running: SandboxedProcess,
  request: RunnerRequest,
  { limits, onLine }: Pick<RunOptions, 'limits' | 'onLine'>,
  stopCause: StopCauses,
): Promise<Omit<RunnerResult, 'durationMs'>> {
  const reader = createOutputReader(onLine);
  const stopWatching = watchUsage(running, limits.memoryBytes, stopCause);
  let printedBytes = 0;
  for (const stream of ['stdout', 'stderr'] as const) {
    running[stream].on('data', (bytes: Buffer) => {
      const room = limits.outputBytes - printedBytes;
      printedBytes += bytes.length;
      if (room > 0) reader.write(stream, bytes.subarray(0, room));
      if (bytes.length > room) {
        stopCause.stop({
          outcome: 'output_limit',
          fault: 'author',
          reason: `the run printed more than its limit of ${limits.outputBytes} bytes`,
        });
      }
    });
  }
  const drained = Promise.all([once(running.stdout, 'close'), once(running.stderr, 'close')]);
  const killed = new Promise<void>((resolve) => {
    const kill = () => void running.killTree().then(() => resolve());
    if (stopCause.signal.aborted) kill();
    else stopCause.signal.addEventListener('abort', kill, { once: true });
  });
  try {
    const exit = await Promise.race([running.exited, killed.then(() => running.exited)]);
    // What outlives the runner has no business left: it would hold the output open, or go on writing to the store.
    await running.killTree();
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
    reader.end();
    const cause = stopCause.cause();
    const evidence = reader.evidence();
    const verdict = cause ? { ...cause, traceback: evidence.traceback } : judgeRun(request, exit, evidence);
    return { ...exit, ...verdict, peakMemoryBytes: stopWatching() };
  } finally {
    stopWatching();
    await running.killTree();
  }
}

/** Samples the tree; ends the run when it grows beyond its limits. Call the result to stop and to get the peak. */
function watchUsage(
  running: SandboxedProcess,
  memoryLimit: number | undefined,
  stopCause: StopCauses,
): () => number | null {
  let peak: number | null = null;
  const timer = setInterval(() => {
    const usage = running.usage();
    if (!usage) return;
    peak = Math.max(peak ?? 0, usage.memoryBytes);
    if (memoryLimit !== undefined && usage.memoryBytes > memoryLimit) {
      const limit = `${Math.round(memoryLimit / 1024 ** 2)} MiB`;
      stopCause.stop({
        outcome: 'out_of_memory',
        fault: 'author',
        reason: `the run used more memory than its limit of ${limit}`,
      });
    } else if (usage.processes > MOST_PROCESSES) {
      stopCause.stop({
        outcome: 'out_of_memory',
        fault: 'author',
        reason: `the run started more than ${MOST_PROCESSES} processes at once`,
      });
    }
  }, USAGE_EVERY_MS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}
