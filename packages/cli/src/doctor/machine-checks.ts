import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { clockAheadOfGitHub } from '@pangeo-forge/github/operator/server-clock';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { dockerSettingsOf } from '@pangeo-forge/recipe-runner/sandbox/docker/docker-settings';
import { verifySandbox } from '@pangeo-forge/recipe-runner/sandbox/verify-sandbox';
import { findRunnerPython } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { findPython } from '@pangeo-forge/runner-environment/find-python';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { runnerRootDir } from '../config/inspect-bakery.ts';
import type { CliContext } from '../context/cli-context.ts';
import { execa } from 'execa';
import { bad, type Check, good, missing } from './finding.ts';

const PROGRAMS: ReadonlyArray<readonly [name: string, why: string]> = [
  ['git', 'recipes cannot be fetched without it'],
  ['bwrap', 'without bubblewrap recipe code can read this machine’s secrets: install `bubblewrap`'],
  ['sops', 'encrypted files of secrets/ cannot be read without it: https://getsops.io/docs/#download'],
];
const GIB = 1024 ** 3;
const LOW_DISK = 5 * GIB;
const FULL_DISK = GIB;
const VERSION_LIMIT_MS = 60_000;
const MAX_SKEW_MS = 30_000;

/** What everybody needs who works with recipes on this machine. */
export function machineChecks(context: CliContext): Check[] {
  const { variables } = context;
  return [
    ...PROGRAMS.map(([name, why]): Check => ({ what: name, run: () => program(context, name, why) })),
    { what: 'python3.11', run: () => python(context) },
    {
      what: 'Node',
      run: async () => `${process.version}, ${process.execPath}`,
    },
    { what: 'sandbox', run: () => sandbox(context) },
    {
      what: 'runner',
      run: async () => {
        const own = variables['PANGEO_FORGE_RUNNER'];
        if (own) return `${own} (PANGEO_FORGE_RUNNER)`;
        const found = await findRunnerPython(runnerRootDir(variables));
        const absent = missing('runner', 'not installed yet: the first `pangeo-forge recipe test` installs it');
        return found === null ? [absent] : [good('runner', found)];
      },
    },
    { what: 'disk', run: () => disk() },
    { what: 'clock', run: () => clock(context) },
  ];
}

async function program({ variables }: CliContext, name: string, why: string) {
  const found = await findExecutable(name, variables['PATH'] ?? '');
  if (!found) return [missing(name, `not on PATH: ${why}`)];
  const { stdout } = await execa(found, ['--version'], {
    extendEnv: false,
    env: {},
    reject: false,
    stdin: 'ignore',
    timeout: VERSION_LIMIT_MS,
  });
  return [good(name, [found, stdout?.split('\n')[0]].filter(Boolean).join(', '))];
}

async function python({ variables }: CliContext) {
  const found = await findPython(installerEnvironment(variables)).catch(() => null);
  const why = 'none runs here: the runner’s environment is made with it; recipes cannot be run here without it';
  return [found ? good('python3.11', found) : missing('python3.11', why)];
}

/** It is tried, since a sandbox that is installed may still let everything through. */
async function sandbox(context: CliContext) {
  const environment = context.environment();
  const { sandbox: chosen } = await chooseSandbox({
    requested: environment.PANGEO_FORGE_SANDBOX,
    deployment: context.deployment(),
    searchPath: context.variables['PATH'] ?? '',
    docker: dockerSettingsOf(environment),
  });
  if (chosen.name === 'docker') return `docker (its walls were not tried: that needs the runner’s image)`;
  const holes = await verifySandbox(chosen);
  if (holes.length === 0) return `${chosen.name}: recipe code saw no file, process or network of this machine`;
  const note = `${chosen.name}: recipe code can ${holes.join(', ')}. Install bubblewrap and allow user namespaces`;
  return [chosen.name === 'process' ? missing('sandbox', note) : bad('sandbox', note)];
}

async function disk() {
  const { bavail, bsize, files, ffree } = await statfs(tmpdir());
  const free = bavail * bsize;
  const text = `${(free / GIB).toFixed(1)} GiB free in ${tmpdir()}`;
  if (free < FULL_DISK || (files > 0 && ffree < 1_000))
    return [bad('disk', `${text}, ${ffree} inodes: bakes write there. Remove files, or set TMPDIR to another disk`)];
  return [free < LOW_DISK ? missing('disk', `${text}: little for a bake`) : good('disk', text)];
}

async function clock(context: CliContext) {
  const { GITHUB_API_URL: apiUrl } = context.environment();
  const ahead = await clockAheadOfGitHub(apiUrl).catch((error: unknown) => {
    if (error instanceof AppError) return error;
    throw error;
  });
  if (ahead instanceof AppError) return [missing('clock', `not compared: ${apiUrl} cannot be reached from here`)];
  if (ahead === null) return [missing('clock', 'GitHub’s answer had no date to compare with')];
  const seconds = Math.round(Math.abs(ahead) / 1_000);
  if (Math.abs(ahead) < MAX_SKEW_MS) return [good('clock', `within ${Math.max(seconds, 1)} s of GitHub’s`)];
  const side = ahead > 0 ? 'ahead of' : 'behind';
  return [bad('clock', `${seconds} s ${side} GitHub’s: leases and signatures are wrong by that. Synchronise it (NTP)`)];
}
