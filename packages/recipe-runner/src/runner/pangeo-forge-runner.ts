import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { type Environments, type PreparedEnvironment, prepareEnvironment } from '../environment/prepare-environment.ts';
import { readClues } from '../failures/read-clues.ts';
import { type NetworkPolicy, networkIn, type Sandbox } from '../sandbox/sandbox.ts';
import { bakeMemoryShare } from './bake-memory.ts';
import { checkRequest } from './check-request.ts';
import { chooseProgram, type Program, type ProgramChooser } from './choose-program.ts';
import { directEngineOf, hasRemoteWorkers, thisMachine } from './direct-engine.ts';
import { fetchFeedstock } from './fetch-feedstock.ts';
import { followRun } from './follow-run.ts';
import { makeInvocationFolder, removeInvocationFolder } from './invocation-folder.ts';
import { judgeRun } from './judge-run.ts';
import { prismOf } from './prism-engine.ts';
import { prepareFeedstock } from './prepare-feedstock.ts';
import type { RecipeRunner, RunnerRequest, RunnerResult, RunOptions } from './recipe-runner.ts';
import { type InvocationPaths, runnerArguments, secretFilesOf, workerRequirementsPath } from './runner-command.ts';
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
  /** The executable of Prism, made when the first bake asks for it. */
  prism?: () => Promise<string>;
  /** Installs what a feedstock asks for before its code is read; absent where uv or a managed runner is. */
  environments?: Environments | null;
  /**
   * Whether packages may be built from source before recipes are read, which anybody's pull request may ask for; by
   * default they may.
   */
  buildsWhileRead?: boolean;
  /** By default an expansion has no network, as the repository is fetched before; a bake reads its sources. */
  network?: Partial<Record<RunnerRequest['kind'], NetworkPolicy>>;
}

type Installed = Extract<PreparedEnvironment, { outcome: 'ready' }>;
type RunEnd = Omit<RunnerResult, 'durationMs'>;

const MARKER = 'PANGEO_FORGE_INVOCATION';
const SCRATCH_BYTES = 1024 ** 3;

/** The real pangeo-forge-runner in a sandbox. */
export function createPangeoForgeRunner(options: PangeoForgeRunnerOptions): RecipeRunner {
  return {
    async run(request, runOptions) {
      checkRequest(request);
      const startedAt = performance.now();
      const causes = watchStopCauses(runOptions.signal, runOptions.limits.wallTimeMs, runOptions.onActivity);
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
  const run = { limits, onLine };
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
      return await runScript(call, run, causes);
    }
    const program = await chooseProgram(options.program, request, git, fetched);
    const kind = { subdir, isBake: request.kind === 'bake', line: program.line };
    const prepared = await prepareFeedstock(git, fetched, kind);
    const call = { ...options, program, request, paths, subdir, repository: fetched.repository, sha: fetched.sha };
    causes.doing('its packages were being installed');
    const installed = prepared.executes ? await install(call, run, causes) : null;
    if (installed?.outcome === 'failed') return { ...notRun, ...(causes.cause() ?? installed) };
    try {
      const running = await start({ ...call, sha: prepared.sha }, limits, installed);
      const installsByItself = request.kind === 'bake' && installed === null;
      causes.doing(installsByItself ? 'its packages were being installed' : 'its recipes were being read');
      const { evidence, peakMemoryBytes, ...exit } = await followRun(running, run, causes);
      const cause = causes.cause();
      const verdict = cause
        ? { ...cause, traceback: evidence.traceback }
        : judgeRun(request, {
            ...exit,
            evidence,
            authorsMeta: prepared.authorsMeta,
            clues:
              exit.exitCode === 0
                ? {}
                : { ...(await readClues(git, fetched, subdir)), network: networkOf(options, request) },
          });
      return { ...exit, ...verdict, peakMemoryBytes };
    } finally {
      await installed?.release();
    }
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

interface Call extends PangeoForgeRunnerOptions {
  program: Program;
  request: RunnerRequest;
  paths: InvocationPaths;
  subdir: string;
  repository: string;
  sha: string;
}

/** Null where this runner has to see to its packages by itself. */
async function install(
  call: Call,
  run: Omit<RunOptions, 'signal'>,
  causes: StopCauses,
): Promise<PreparedEnvironment | null> {
  const { environments, program, network = {}, networkEnvironment = {} } = call;
  if (!environments || program.line === undefined || program.image !== undefined) return null;
  return prepareEnvironment(
    {
      ...call,
      environments,
      network: network.bake ?? 'host',
      networkEnvironment,
      hasRemoteWorkers: hasRemoteWorkers(call.request),
      mayBuild: call.request.kind === 'bake' || (call.buildsWhileRead ?? true),
    },
    run,
    causes,
  );
}

function networkOf(
  { network, sandbox }: Pick<PangeoForgeRunnerOptions, 'network' | 'sandbox'>,
  { kind }: RunnerRequest,
): NetworkPolicy {
  return networkIn(sandbox, network?.[kind] ?? (kind === 'bake' ? 'host' : 'none'));
}

async function start(
  { program, sandbox, request, paths, repository, sha, ...options }: Call,
  { memoryBytes, cpuTimeS }: RunOptions['limits'],
  installed: Pick<Installed, 'site' | 'workerRequirements'> | null,
) {
  const network = networkOf({ ...options, sandbox }, request);
  const marker = { name: MARKER, value: randomUUID() };
  const { systemPath, networkEnvironment = {} } = options;
  const outputDirs = request.localOutputDirs ?? [];
  for (const directory of outputDirs) await mkdir(directory, { recursive: true });
  const engine = request.kind === 'bake' ? directEngineOf(request, thisMachine(memoryBytes)) : null;
  const workers = installed?.workerRequirements;
  const prism = await prismOf(request, program.image === undefined ? options.prism : undefined);
  const variables = { request, paths, program, systemPath, networkEnvironment, network, marker, engine, prism };
  return sandbox.start({
    argv: [program.executable, ...runnerArguments(request, repository, sha, paths)],
    environment: runnerVariables({ ...variables, ...(installed ? { installed } : {}) }),
    marker: `${marker.name}=${marker.value}`,
    scratch: { directory: paths.home, subdirectories: [paths.tmp] },
    readOnly: [
      ...program.visible,
      ...(installed?.site ? [installed.site] : []),
      ...(prism ? [prism.package, prism.executable].filter((path) => path !== null) : []),
    ],
    ownDirectories: [repository],
    writable: outputDirs,
    secretFiles: [
      ...secretFilesOf(request, paths, program.line),
      ...(workers ? [{ path: workerRequirementsPath(paths), content: workers }] : []),
    ],
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
