import { release } from 'node:os';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { execa } from 'execa';
import { bakeMemoryShare } from '../runner/bake-memory.ts';
import type { ProgramChooser } from '../runner/choose-program.ts';
import { createBubblewrapSandbox } from './bubblewrap.ts';
import { type ControlGroups, tryControlGroups } from './control-groups.ts';
import type { DockerSettings } from './docker/docker-settings.ts';
import { tryDocker } from './docker/try-docker.ts';
import { findSlirp } from './network/slirp-network.ts';
import { probeSandbox } from './probe-sandbox.ts';
import { createProcessSandbox } from './process.ts';
import type { Sandbox, SandboxName } from './sandbox.ts';
import { SECCOMP_PROGRAMS } from './seccomp-filter.data.ts';

export interface SandboxChoice {
  sandbox: Sandbox;
  /** Finds the runner in the sandbox's images; null where the sandbox uses the one of this machine. */
  imagePrograms: ProgramChooser | null;
  /** For the log at start-up: what was chosen, why not a stronger one, and what it does not do. */
  announcements: ReadonlyArray<{ level: 'info' | 'warn'; message: string }>;
}

export interface SandboxOptions {
  /** The value of PANGEO_FORGE_SANDBOX. */
  requested: string;
  /** The deployment's name. */
  deployment: string;
  searchPath: string;
  /** Null or not given where the runner is a program of this machine: a container uses the one in its image. */
  docker?: DockerSettings | null;
}

type Attempt = { sandbox: Sandbox; imagePrograms?: ProgramChooser; kernelLimits?: string } | { missing: string };

/** From strong to weak. Without the image there is no `docker`, whatever engine the machine has. */
const MAKERS: Record<Exclude<SandboxName, 'process'>, (options: SandboxOptions) => Promise<Attempt>> = {
  docker: async ({ docker }) => (docker ? tryDocker(docker) : { missing: NOT_IN_AN_IMAGE }),
  bubblewrap: tryBubblewrap,
};
const NOT_IN_AN_IMAGE =
  'PANGEO_FORGE_RUNNER names a program of this machine, and a container uses the one in its image: unset the variable';
const LOCAL_DEPLOYMENT = 'pforge-local-';
const UNPROTECTED =
  'the sandbox "process" limits accidents and does not protect secrets: recipe code runs as this user and can read whatever this user can, this process included';

/**
 * The sandbox that was asked for, or with `auto` the strongest that really works here. What has no walls is chosen by
 * itself for local deployments only.
 * @throws AppError `invalid_config`, which names what to install or to set.
 */
export async function chooseSandbox(options: SandboxOptions): Promise<SandboxChoice> {
  const { requested, searchPath } = options;
  if (requested === 'process') return processSandbox(searchPath, 'as PANGEO_FORGE_SANDBOX requests');
  if (requested !== 'auto') return namedSandbox(options);

  const missing: string[] = [];
  for (const [name, make] of Object.entries(MAKERS)) {
    const attempt = await make(options);
    if ('sandbox' in attempt) return announced(attempt, `recipe code runs in the sandbox "${name}"`);
    missing.push(`${name}: ${attempt.missing}`);
  }
  if (options.deployment.startsWith(LOCAL_DEPLOYMENT))
    return processSandbox(searchPath, `nothing stronger works here (${missing.join('; ')})`);
  throw new AppError(
    'invalid_config',
    `no sandbox that protects secrets works on this machine (${missing.join('; ')}). Install bubblewrap and allow user namespaces, or set PANGEO_FORGE_SANDBOX=process if this machine holds nothing that recipe code may not see.`,
  );
}

async function namedSandbox(options: SandboxOptions): Promise<SandboxChoice> {
  const { requested } = options;
  const make = Object.entries(MAKERS).find(([name]) => name === requested)?.[1];
  if (!make) {
    const known = ['auto', 'process', ...Object.keys(MAKERS)].join(', ');
    throw new AppError('invalid_config', `PANGEO_FORGE_SANDBOX: there is no sandbox "${requested}". Known: ${known}.`);
  }
  const attempt = await make(options);
  if ('sandbox' in attempt) return announced(attempt, `recipe code runs in the sandbox "${requested}"`);
  throw new AppError(
    'invalid_config',
    `PANGEO_FORGE_SANDBOX: the sandbox "${requested}" does not work here: ${attempt.missing}.`,
  );
}

async function tryBubblewrap({ searchPath }: SandboxOptions): Promise<Attempt> {
  const bwrap = await findExecutable('bwrap', searchPath);
  if (!bwrap) return { missing: 'bwrap is not installed' };
  const { stdout: help } = await execa(bwrap, ['--help'], {
    extendEnv: false,
    env: {},
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
  });
  const size = help.includes('--size');
  const program = SECCOMP_PROGRAMS[process.arch];
  if (program === undefined)
    return { missing: `there is no filter of system calls for the architecture ${process.arch}` };
  const slirp = await findSlirp(searchPath);
  const { groups, kernelLimits } = await findGroups();
  const parts = {
    groups,
    seccomp: Buffer.from(program, 'base64'),
    ...(slirp.outcome === 'found'
      ? { slirp: slirp.programs }
      : { slirp: null, withoutPublic: `install ${slirp.packages.join(' and ')}` }),
  };
  // Some containers let us make a user namespace and not close it: the strictest that works is taken.
  const closing = help.includes('--disable-userns') ? [true, false] : [false];
  const mounting = [await findExecutable('unshare', searchPath), null];
  const strictness = closing.flatMap((disableUserns) => mounting.map((unshare) => ({ disableUserns, unshare })));
  let missing = '';
  for (const strict of strictness) {
    const features = { size, ...strict, countsProcesses: kernelIsAtLeast(5, 14) };
    const sandbox = createBubblewrapSandbox(bwrap, { features, ...parts });
    const problem = await probeSandbox(sandbox);
    if (problem === null) return { sandbox, kernelLimits };
    missing ||= problem;
  }
  return { missing };
}

function kernelIsAtLeast(major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = release().split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

async function processSandbox(searchPath: string, why: string): Promise<SandboxChoice> {
  const { groups, kernelLimits } = await findGroups();
  const sandbox = createProcessSandbox(await findExecutable('setpriv', searchPath), groups);
  const choice = announced({ sandbox, kernelLimits }, `recipe code runs in the sandbox "process": ${why}`);
  return { ...choice, announcements: [...choice.announcements, { level: 'warn', message: UNPROTECTED }] };
}

async function findGroups(): Promise<{ groups: ControlGroups | null; kernelLimits: string }> {
  const attempt = await tryControlGroups();
  if ('missing' in attempt)
    return {
      groups: null,
      kernelLimits: `memory and processes of a run are measured twice a second: ${attempt.missing}`,
    };
  const limited = [...attempt.groups.limited].join(' and ');
  return { groups: attempt.groups, kernelLimits: `the kernel limits the ${limited} of a run (control groups)` };
}

function announced(
  { sandbox, imagePrograms, kernelLimits }: Exclude<Attempt, { missing: string }>,
  message: string,
): SandboxChoice {
  const complete = kernelLimits === undefined ? message : `${message}; ${kernelLimits}`;
  return {
    sandbox: withDefaultLimits(sandbox),
    imagePrograms: imagePrograms ?? null,
    announcements: [{ level: 'info', message: complete }],
  };
}

/** Of each file that a run writes, where nobody says another number. */
const MAX_FILE_BYTES = 64 * 1024 ** 3;

/** No command runs without limits: what its caller does not say is what a bake may use. */
function withDefaultLimits(sandbox: Sandbox): Sandbox {
  const defaults = { memoryBytes: bakeMemoryShare(), fileBytes: MAX_FILE_BYTES };
  return {
    ...sandbox,
    start: (command) => sandbox.start({ ...command, limits: { ...defaults, ...command.limits } }),
  };
}
