import { delimiter, join } from 'node:path';
import type { NetworkPolicy } from '../sandbox/sandbox.ts';
import type { RunnerRequest } from './recipe-runner.ts';
import type { InvocationPaths } from './runner-command.ts';

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
}

/** The complete environment of the runner and of recipe code. */
export function runnerVariables(input: RunnerVariablesInput): Record<string, string> {
  const { paths, program, request } = input;
  return {
    ...(input.network === 'none' ? {} : input.networkEnvironment),
    ...gitVariables(input.network),
    ...pipVariables(input.network),
    // The runner makes a virtual environment for each bake; Beam's workers run in it and find nothing there without
    // this.
    ...(program.sitePackages ? { PYTHONPATH: program.sitePackages } : {}),
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PATH: [...program.searchPath, input.systemPath].join(delimiter),
    HOME: paths.home,
    TMPDIR: paths.tmp,
    USER: 'recipe',
    LOGNAME: 'recipe',
    LANG: 'C.UTF-8',
    ...Object.fromEntries(Object.keys(request.secretFiles ?? {}).map((name) => [name, join(paths.files, name)])),
    [input.marker.name]: input.marker.value,
  };
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
