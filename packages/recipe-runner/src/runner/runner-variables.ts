import { delimiter, join } from 'node:path';
import type { NetworkPolicy } from '../sandbox/sandbox.ts';
import type { DirectEngine } from './direct-engine.ts';
import type { PrismEngine } from './prism-engine.ts';
import type { RunnerRequest } from './recipe-runner.ts';
import { type InvocationPaths, workerRequirementsPath } from './runner-command.ts';

export interface RunnerVariablesInput {
  request: RunnerRequest;
  paths: InvocationPaths;
  program: { searchPath: readonly string[]; sitePackages: string | null };
  systemPath: string;
  /**
   * What this machine needs to reach the network (proxies, certificates, a package index). No secret: recipe code sees
   * it.
   */
  networkEnvironment: Readonly<Record<string, string>>;
  network: NetworkPolicy;
  marker: { name: string; value: string };
  /** Whether what the feedstock asks for is installed; `site` is where, or null when the locked packages are enough. */
  installed?: { site: string | null; workerRequirements: string | null };
  /** Of a bake on this machine. */
  engine?: DirectEngine | null;
  /** Of a bake on Prism. */
  prism?: PrismEngine | null;
}

/** The complete environment of the runner and of recipe code. */
export function runnerVariables(input: RunnerVariablesInput): Record<string, string> {
  const { paths, program, request, installed, engine, prism } = input;
  const pythonPath = [...(installed?.site ? [installed.site] : []), paths.site].join(delimiter);
  return {
    ...commonVariables(input),
    ...pipVariables(input.network),
    ...(program.sitePackages
      ? {
          PYTHONPATH: pythonPath,
          PANGEO_FORGE_SITE: [program.sitePackages, ...(prism ? [prism.package] : [])].join(delimiter),
        }
      : {}),
    ...(installed ? { PANGEO_FORGE_REQUIREMENTS: 'installed' } : {}),
    ...(installed?.workerRequirements ? { PANGEO_FORGE_WORKER_REQUIREMENTS: workerRequirementsPath(paths) } : {}),
    ...(engine ? { PANGEO_FORGE_DIRECT_ENGINE: `${engine.mode}:${engine.workers}` } : {}),
    ...(prism?.executable ? { PANGEO_FORGE_PRISM: prism.executable } : {}),
    ...Object.fromEntries(Object.keys(request.secretFiles ?? {}).map((name) => [name, join(paths.files, name)])),
    [input.marker.name]: input.marker.value,
  };
}

/** The complete environment of the installer: it has a network, and nothing that is secret. */
export function installerVariables(
  input: Omit<RunnerVariablesInput, 'request' | 'installed' | 'engine' | 'prism'>,
): Record<string, string> {
  return {
    ...commonVariables(input),
    // uv brings its own certificates; a mirror behind a company's proxy is known to the machine only
    UV_SYSTEM_CERTS: '1',
    UV_NATIVE_TLS: '1',
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    [input.marker.name]: input.marker.value,
  };
}

function commonVariables({
  paths,
  program,
  systemPath,
  network,
  networkEnvironment,
}: Omit<RunnerVariablesInput, 'request' | 'installed' | 'engine' | 'prism'>): Record<string, string> {
  return {
    ...(network === 'none' ? {} : networkEnvironment),
    ...localVariables(networkEnvironment),
    ...gitVariables(network),
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PATH: [...program.searchPath, systemPath].join(delimiter),
    HOME: paths.home,
    TMPDIR: paths.tmp,
    USER: 'recipe',
    LOGNAME: 'recipe',
    LANG: 'C.UTF-8',
  };
}

/** Beam's parts speak gRPC to each other on this machine, and would ask the machine's proxy for it. */
function localVariables({ no_proxy, NO_PROXY, ...others }: Readonly<Record<string, string>>): Record<string, string> {
  if (!Object.keys(others).some((name) => /^https?_proxy$/i.test(name))) return {};
  const kept = no_proxy ?? NO_PROXY;
  return { no_grpc_proxy: [...(kept ? [kept] : []), 'localhost', '127.0.0.1'].join(',') };
}

/**
 * The runner clones our copy; submodules may be fetched from the web where there is a network, and from nowhere on this
 * machine.
 */
function gitVariables(network: NetworkPolicy): Record<string, string> {
  const web = network === 'none' ? 'never' : 'always';
  const settings = {
    'core.hooksPath': '/dev/null',
    'credential.helper': '',
    'protocol.allow': 'never',
    'protocol.file.allow': 'user',
    'protocol.http.allow': web,
    'protocol.https.allow': web,
  };
  const variables: Record<string, string> = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
  };
  for (const [index, [key, value]] of Object.entries(settings).entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = key;
    variables[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return variables;
}

/**
 * A feedstock's requirements that the environment already meets cost no network. Others are installed where there is a
 * network; where there is none, pip fails at once instead of retrying for minutes.
 */
function pipVariables(network: NetworkPolicy): Record<string, string> {
  return {
    PIP_QUIET: '1',
    PIP_NO_INPUT: '1',
    PIP_NO_CACHE_DIR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_ROOT_USER_ACTION: 'ignore',
    ...(network === 'none' ? { PIP_NO_INDEX: '1' } : {}),
  };
}
