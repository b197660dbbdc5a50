import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { readClues } from '../failures/read-clues.ts';
import type { NetworkPolicy, Sandbox } from '../sandbox/sandbox.ts';
import { bakeMemoryShare } from './bake-memory.ts';
import { checkRequest } from './check-request.ts';
import { chooseProgram, type Program, type ProgramChooser } from './choose-program.ts';
import { fetchFeedstock } from './fetch-feedstock.ts';
import { followRun } from './follow-run.ts';
import { makeInvocationFolder, removeInvocationFolder } from './invocation-folder.ts';
import { judgeRun } from './judge-run.ts';
import { prepareFeedstock } from './prepare-feedstock.ts';
import type { RecipeRunner, RunnerRequest, RunnerResult, RunOptions } from './recipe-runner.ts';
import { type InvocationPaths, runnerArguments, secretFilesOf } from './runner-command.ts';
import { runnerVariables } from './runner-variables.ts';
import { readScriptFeedstock } from '../script/read-script-feedstock.ts';
import { runScript, type ScriptPython } from '../script/run-script.ts';
import { type StopCauses, watchStopCauses } from './stop-cause.ts';

export interface PangeoForgeRunnerOptions {
  /** As `describeRunner` finds it; or who finds the one that a feedstock and its bakery ask for. */
  program: Program | ProgramChooser;
  sandbox: Sandbox;
  /** Where the invocations' private folders are made. */
  foldersDir: string;
  /** PATH, for git and what recipes call. */
  systemPath: string;
  /**
   * What this machine needs to reach the network (proxies, certificates, a package index). No secret: recipe code sees
   * it.
   */
  networkEnvironment?: Readonly<Record<string, string>>;
  /** Of a bake that is given no limit of its own; this machine's share of one bake unless given. */
  bakeMemoryBytes?: number;
  /** For recipes without Beam; they are not run where this is left out. */
  scriptPython?: () => Promise<ScriptPython>;
  /** By default an expansion has no network, as the repository is fetched before; a bake reads its sources. */
  network?: Partial<Record<RunnerRequest['kind'], NetworkPolicy>>;
}

type RunEnd = Omit<RunnerResult, 'durationMs'>;

const MARKER = 'PANGEO_FORGE_INVOCATION';
const SCRATCH_BYTES = 1024 ** 3;

/** The real pangeo-forge-runner in a sandbox. */
export function createPangeoForgeRunner(options: PangeoForgeRunnerOptions): RecipeRunner {
  return {
    async run(request, runOptions) {
      checkRequest(request);
      const startedAt = performance.now();
      const causes = watchStopCauses(runOptions.signal, runOptions.limits.wallTimeMs);
      const paths = await makeInvocationFolder(options.foldersDir, request.invocationId);
      try {
        const limits = withMemoryLimit(runOptions.limits, request, options.bakeMemoryBytes);
        const end = await fetchAndRun(options, request, { ...runOptions, limits }, paths, causes);
        return { ...end, durationMs: Math.round(performance.now() - startedAt) };
      } finally {
        causes.release();
        await removeInvocationFolder(paths.folder);
      }
    },
  };
}

function withMemoryLimit(
  limits: RunOptions['limits'],
  { kind }: RunnerRequest,
  bakeMemoryBytes = bakeMemoryShare(),
): RunOptions['limits'] {
  const given = limits.memoryBytes !== undefined || kind !== 'bake';
  return given ? limits : { ...limits, memoryBytes: bakeMemoryBytes };
}

async function fetchAndRun(
  options: PangeoForgeRunnerOptions,
  request: RunnerRequest,
  { limits, onLine }: RunOptions,
  paths: InvocationPaths,
  causes: StopCauses,
): Promise<RunEnd> {
  const notRun = { exitCode: null, signal: null, traceback: null, peakMemoryBytes: null };
  const { repoUrl, ref } = request;
  const environment = { ...options.networkEnvironment, PATH: options.systemPath };
  const fetched = await fetchFeedstock({ repoUrl, ref, folder: paths.folder, environment, signal: causes.signal });
  const stoppedEarly = causes.cause();
  if (stoppedEarly) return { ...notRun, ...stoppedEarly };
  if (fetched.outcome === 'failed') return { ...notRun, ...fetched };

  const git = { folder: paths.folder, scheme: 'file', environment, signal: causes.signal };
  const subdir = request.feedstockSubdir ?? 'feedstock';
  try {
    const script = await readScriptFeedstock(git, fetched, request);
    if (script) {
      const { scriptPython: python, sandbox, systemPath, networkEnvironment = {} } = options;
      const surroundings = {
        python,
        sandbox,
        systemPath,
        networkEnvironment,
        network: options.network?.bake ?? 'host',
      };
      const call = { ...surroundings, request, feedstock: script, git, fetched, paths };
      return await runScript(call, { limits, onLine }, causes);
    }
    const { sha, authorsMeta } = await prepareFeedstock(git, fetched, { subdir, isBake: request.kind === 'bake' });
    const program = await chooseProgram(options.program, request, git, fetched);
    const running = await start({ ...options, program }, request, limits, paths, { ...fetched, sha });
    causes.doing(request.kind === 'bake' ? 'its packages were being installed' : 'its recipes were being read');
    const { evidence, peakMemoryBytes, ...exit } = await followRun(running, { limits, onLine }, causes);
    const cause = causes.cause();
    const verdict = cause
      ? { ...cause, traceback: evidence.traceback }
      : judgeRun(request, {
          ...exit,
          evidence,
          authorsMeta,
          clues: exit.exitCode === 0 ? {} : await readClues(git, fetched, subdir),
        });
    return { ...exit, ...verdict, peakMemoryBytes };
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_input') throw error;
    const cause = causes.cause();
    const message = error instanceof Error ? error.message : String(error);
    return {
      ...notRun,
      ...(cause ?? { outcome: 'failed', fault: 'ours', reason: `the runner could not be started: ${message}` }),
    };
  }
}

async function start(
  { program, sandbox, ...options }: PangeoForgeRunnerOptions & { program: Program },
  request: RunnerRequest,
  { memoryBytes, cpuTimeS }: RunOptions['limits'],
  paths: InvocationPaths,
  { repository, sha }: { repository: string; sha: string },
) {
  const wanted = options.network?.[request.kind] ?? (request.kind === 'bake' ? 'host' : 'none');
  const network = sandbox.networks.includes(wanted) ? wanted : 'host';
  const marker = { name: MARKER, value: randomUUID() };
  const { systemPath, networkEnvironment = {} } = options;
  const outputDirs = request.localOutputDirs ?? [];
  for (const directory of outputDirs) await mkdir(directory, { recursive: true });
  return sandbox.start({
    argv: [program.executable, ...runnerArguments(request, repository, sha, paths)],
    environment: runnerVariables({ request, paths, program, systemPath, networkEnvironment, network, marker }),
    marker: `${marker.name}=${marker.value}`,
    scratch: { directory: paths.home, subdirectories: [paths.tmp] },
    readOnly: program.visible,
    ownDirectories: [repository],
    writable: outputDirs,
    secretFiles: secretFilesOf(request, paths),
    network,
    ...(program.image === undefined ? {} : { image: program.image }),
    limits: {
      fileBytes: 4 * SCRATCH_BYTES,
      scratchBytes: SCRATCH_BYTES,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(cpuTimeS === undefined ? {} : { cpuTimeS }),
    },
  });
}
