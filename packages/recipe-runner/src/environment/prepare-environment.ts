import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LOCKS_DIR, readRunnerLock, type RunnerPackages } from '@pangeo-forge/runner-environment/read-runner-lock';
import { z } from 'zod';
import type { Program } from '../runner/choose-program.ts';
import { followRun } from '../runner/follow-run.ts';
import type { RunOptions } from '../runner/recipe-runner.ts';
import type { InvocationPaths } from '../runner/runner-command.ts';
import { installerVariables } from '../runner/runner-variables.ts';
import type { StopCauses } from '../runner/stop-cause.ts';
import { type NetworkPolicy, networkIn, type Sandbox } from '../sandbox/sandbox.ts';
import type { EnvironmentStore } from './environment-store.ts';

/** How a feedstock's packages are installed before its code is read. */
export interface Environments {
  /** The executable of uv. */
  uv: string;
  store: EnvironmentStore;
  packages: RunnerPackages;
}

export interface EnvironmentRequest {
  environments: Environments;
  sandbox: Sandbox;
  program: Program;
  paths: InvocationPaths;
  /** Our own copy of the feedstock, and the author's commit. */
  repository: string;
  sha: string;
  subdir: string;
  network: NetworkPolicy;
  systemPath: string;
  networkEnvironment: Readonly<Record<string, string>>;
  /** Whether packages may be built from source, which executes their code with the network of the installer. */
  mayBuild: boolean;
  /** Whether Beam's workers are on other machines, which install the packages by themselves. */
  hasRemoteWorkers: boolean;
}

export type PreparedEnvironment =
  | {
      outcome: 'ready';
      /** What stands on Python's path before the locked packages; null when these are enough. */
      site: string | null;
      /** What remote workers install, fully pinned; null when the feedstock asks for nothing, or none are remote. */
      workerRequirements: string | null;
      release: () => Promise<void>;
    }
  | { outcome: 'failed'; reason: string; fault: 'author' | 'ours' | 'unknown' };

const SCRIPT = join(LOCKS_DIR, 'make_environment.py');
/** Recipes of the legacy line were written for the packages of then. */
const LEGACY_DATE = '2023-09-01T00:00:00Z';
const SCRATCH_BYTES = 1024 ** 3;
const MARKER = 'PANGEO_FORGE_INVOCATION';
const NOTHING_TO_RELEASE = async () => {};

const answerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('met') }),
  z.object({ outcome: z.literal('overlay'), file: z.string() }),
  z.object({ outcome: z.literal('needs_build'), file: z.string() }),
  z.object({ outcome: z.literal('installed') }),
  z.object({ outcome: z.literal('unreadable'), file: z.string(), said: z.string() }),
  z.object({
    outcome: z.literal('failed'),
    file: z.string(),
    line: z.number().nullable(),
    text: z.string().nullable(),
    said: z.string(),
    unreachable: z.boolean(),
    fromGit: z.boolean(),
  }),
]);
type Answer = z.infer<typeof answerSchema>;
type Failed = Extract<Answer, { outcome: 'failed' }>;

interface Step {
  step: 'resolve' | 'install';
  out: string;
  /** The file that was resolved. */
  file?: string;
}
type Ask = (step: Step) => Promise<Answer>;

/**
 * The packages that a feedstock asks for beyond those of its runner line, for the process that reads its recipes and
 * for Beam's workers alike. They are installed in a sandbox start of their own, with a network and without a secret.
 * Wheels execute nothing while they are installed: such an environment is made from a shared cache, kept by the hash of
 * its lock, and shared. What must be built from source executes its authors' code: it gets a cache and a folder of this
 * run alone. Under the sandbox `process`, where recipe code could write to what is shared, that is so for all.
 */
export async function prepareEnvironment(
  request: EnvironmentRequest,
  options: Omit<RunOptions, 'signal'>,
  causes: StopCauses,
): Promise<PreparedEnvironment> {
  const { environments, sandbox, paths, program } = request;
  const { store } = environments;
  const isShared = sandbox.name !== 'process';
  const own = join(paths.folder, 'environment');
  const lock = await readRunnerLock(program.line ?? '0.10', environments.packages);
  const asker =
    (mayBuild: boolean, cache: string, writable: string): Ask =>
    (step) =>
      askInstaller(request, { ...step, mayBuild, cache, writable, lockFile: lock.requirementsFile }, options, causes);

  if (isShared) {
    const out = await store.makeFolder();
    try {
      const ask = asker(false, store.cache, store.workshop);
      const resolved = await ask({ step: 'resolve', out });
      if (resolved.outcome === 'met') return await nothingToInstall(out);
      if (resolved.outcome === 'failed') return failed(resolved);
      if (resolved.outcome === 'unreadable') return unreadable(resolved);
      if (resolved.outcome === 'needs_build' && !request.mayBuild) return notBuilt(resolved.file);
      if (resolved.outcome === 'overlay')
        return await ensureShared(store, `${lock.hash} ${program.executable}`, { ...resolved, out }, ask);
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  }
  await mkdir(own, { mode: 0o700 });
  return makeOwn(asker(true, join(own, 'cache'), own), own);
}

async function nothingToInstall(out: string): Promise<PreparedEnvironment> {
  const workerRequirements = await readWorkerRequirements(out);
  return { outcome: 'ready', site: null, workerRequirements, release: NOTHING_TO_RELEASE };
}

/** Written only when they were asked for. */
const readWorkerRequirements = (out: string): Promise<string | null> =>
  readFile(join(out, 'workers.txt'), 'utf8').catch(() => null);

async function ensureShared(
  store: EnvironmentStore,
  runner: string,
  resolved: { out: string; file: string },
  ask: Ask,
): Promise<PreparedEnvironment> {
  const pinned = join(resolved.out, 'overlay.txt');
  const overlay = await readFile(pinned, 'utf8');
  const key = createHash('sha256').update(`${runner}\n${overlay}`).digest('hex').slice(0, 32);
  let problem: ReturnType<typeof failed> | null = null;
  const made = await store.ensure(key, async (folder) => {
    await copyFile(pinned, join(folder, 'overlay.txt'));
    const installed = await ask({ step: 'install', out: folder, file: resolved.file });
    if (installed.outcome === 'failed') problem = failed(installed);
    return problem === null;
  });
  const workerRequirements = await readWorkerRequirements(resolved.out);
  if (made) return { outcome: 'ready', workerRequirements, ...made };
  return problem ?? { outcome: 'failed', fault: 'ours', reason: 'the packages were installed and are not there' };
}

async function makeOwn(ask: Ask, out: string): Promise<PreparedEnvironment> {
  const resolved = await ask({ step: 'resolve', out });
  if (resolved.outcome === 'met') return nothingToInstall(out);
  if (resolved.outcome === 'failed') return failed(resolved);
  if (resolved.outcome === 'unreadable') return unreadable(resolved);
  const installed = await ask({ step: 'install', out, ...('file' in resolved ? { file: resolved.file } : {}) });
  if (installed.outcome === 'failed') return failed(installed);
  // its folder is removed with the run's
  const workerRequirements = await readWorkerRequirements(out);
  return { outcome: 'ready', site: join(out, 'site'), workerRequirements, release: NOTHING_TO_RELEASE };
}

interface Order extends Step {
  mayBuild: boolean;
  cache: string;
  writable: string;
  lockFile: string;
}

async function askInstaller(
  request: EnvironmentRequest,
  { step, out, file = 'requirements.txt', mayBuild, cache, writable, lockFile }: Order,
  options: Omit<RunOptions, 'signal'>,
  causes: StopCauses,
): Promise<Answer> {
  const { environments, sandbox, program, paths, repository, systemPath, networkEnvironment } = request;
  const network = networkIn(sandbox, request.network);
  const marker = { name: MARKER, value: randomUUID() };
  const isLegacy = program.line === '0.8';
  const order = {
    step,
    uv: environments.uv,
    repository,
    sha: request.sha,
    subdir: request.subdir,
    folder: join(paths.tmp, step),
    out,
    cache,
    build: mayBuild,
    workers: request.hasRemoteWorkers,
    lock: lockFile,
    lockInput: join(dirname(lockFile), 'requirements.in'),
    config: isLegacy ? join(dirname(lockFile), 'uv.toml') : null,
    asOf: isLegacy ? LEGACY_DATE : null,
    file,
  };
  const orderFile = join(paths.files, `environment-${step}-${mayBuild ? 'build' : 'wheels'}.json`);
  const python = program.python ?? join(dirname(program.executable), 'python');
  const running = await sandbox.start({
    argv: [python, '-I', SCRIPT, orderFile],
    environment: installerVariables({ paths, program, systemPath, networkEnvironment, network, marker }),
    marker: `${marker.name}=${marker.value}`,
    scratch: { directory: paths.home, subdirectories: [paths.tmp] },
    readOnly: [...program.visible, LOCKS_DIR, environments.uv],
    ownDirectories: [repository],
    writable: [writable],
    secretFiles: [{ path: orderFile, content: JSON.stringify(order) }],
    network,
    limits: { fileBytes: 4 * SCRATCH_BYTES, scratchBytes: SCRATCH_BYTES },
  });
  const { evidence, exitCode } = await followRun(running, options, causes);
  const answer = answerSchema.safeParse(evidence.completed?.['environment']);
  if (exitCode === 0 && answer.success) return answer.data;
  const last = evidence.traceback?.trimEnd().split('\n').at(-1) ?? evidence.tail.at(-1) ?? 'it printed nothing';
  throw new Error(`the packages could not be installed (exit code ${exitCode}): ${last}`);
}

const notBuilt = (file: string): PreparedEnvironment => ({
  outcome: 'failed',
  fault: 'author',
  reason:
    `${file} names packages that must be built from source, which executes their code. This deployment does so in ` +
    'bakes only, and not while recipes are read; name versions that have wheels, or name the recipes without dict_object',
});

const unreadable = ({ file, said }: { file: string; said: string }): PreparedEnvironment => ({
  outcome: 'failed',
  fault: 'author',
  reason: `${file} cannot be read: ${said}`,
});

/** The installer's own sentence, the author's line, and who can fix it. */
function failed({
  file,
  line,
  text,
  said,
  unreachable,
  fromGit,
}: Failed): Extract<PreparedEnvironment, { outcome: 'failed' }> {
  const place = line !== null && file === 'requirements.txt' ? `line ${line} of ${file} (\`${text}\`)` : file;
  if (unreachable && !fromGit)
    return {
      outcome: 'failed',
      fault: 'ours',
      reason: `the packages of ${file} could not be fetched: ${said}`,
    };
  if (unreachable) {
    const reason = `${place} names what could not be fetched from here: ${said}`;
    return { outcome: 'failed', fault: 'unknown', reason };
  }
  return { outcome: 'failed', fault: 'author', reason: `${place} cannot be installed: ${said}` };
}
