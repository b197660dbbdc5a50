import { join } from 'node:path';
import type { RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import type { RunnerRequest } from './recipe-runner.ts';
import { RUNNER_PATCHES } from './runner-patches.ts';

/** Where the parts of one invocation are; the same inside the sandbox and outside. */
export interface InvocationPaths {
  folder: string;
  /** The runner's HOME; `tmp` is in it. */
  home: string;
  tmp: string;
  files: string;
  /** Stands on Python's path alone. */
  site: string;
}

export function invocationPaths(folder: string): InvocationPaths {
  return {
    folder,
    home: join(folder, 'home'),
    tmp: join(folder, 'home', 'tmp'),
    files: join(folder, 'files'),
    site: join(folder, 'site'),
  };
}

export const configPath = (paths: InvocationPaths): string => join(paths.files, 'config.json');
export const workerRequirementsPath = (paths: InvocationPaths): string => join(paths.files, 'worker-requirements.txt');

/**
 * The arguments of pangeo-forge-runner. Values stand behind `=`, so none can be taken for an option; they were checked
 * before (`checkRequest`).
 * @param repository our own copy, a bare repository whose name ends in `.git` (the runner asks Mercurial about any
 * other).
 */
export function runnerArguments(
  request: RunnerRequest,
  repository: string,
  sha: string,
  paths: InvocationPaths,
): string[] {
  const common = [
    `--repo=file://${repository}`,
    `--ref=${sha}`,
    '--json',
    `--feedstock-subdir=${request.feedstockSubdir ?? 'feedstock'}`,
  ];
  if (request.kind === 'expand_meta') return ['expand-meta', ...common];
  return [
    'bake',
    ...common,
    ...(request.prune ? ['--prune'] : []),
    `--Bake.recipe_id=${request.recipeId ?? ''}`,
    ...(request.jobName === undefined ? [] : [`--Bake.job_name=${request.jobName}`]),
    `-f=${configPath(paths)}`,
  ];
}

/**
 * Runner 0.10 makes a virtual environment of the author's requirements for a bake. Beam's workers run in it and need
 * our packages too: behind its own, since another order than in the runner's process gives two versions of one package.
 */
const ADD_LOCKED_PACKAGES = `import os, sys

sys.path += [path for path in os.environ["PANGEO_FORGE_SITE"].split(os.pathsep) if path not in sys.path]
`;

/** What is written for this invocation alone. */
export function secretFilesOf(
  request: RunnerRequest,
  paths: InvocationPaths,
  line?: RunnerLine,
): Array<{ path: string; content: string }> {
  const named = [
    ...Object.entries(request.secretFiles ?? {}).map(([name, content]) => ({ path: join(paths.files, name), content })),
    { path: join(paths.site, 'sitecustomize.py'), content: ADD_LOCKED_PACKAGES },
  ];
  if (request.kind !== 'bake') return named;
  return [
    { path: configPath(paths), content: JSON.stringify(configOf(request, paths, line)) },
    // traitlets loads both files of one name
    { path: configPath(paths).replace(/json$/, 'py'), content: RUNNER_PATCHES },
    ...named,
  ];
}

/**
 * `HDFReferenceRecipe` of the legacy line needs a place for the references of each input. A bakery that names none gets
 * a folder of this run: base names alone stand in it, so those of another recipe would be taken for its own.
 */
function configOf({ config: given = {} }: RunnerRequest, paths: InvocationPaths, line?: RunnerLine) {
  const config = withoutOurs(given);
  if (line !== '0.8' || config['MetadataCacheStorage'] !== undefined) return config;
  const storage = { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', fsspec_args: { auto_mkdir: true } };
  return { ...config, MetadataCacheStorage: { ...storage, root_path: join(paths.tmp, 'metadata') } };
}

/** The runner's class does not know the mode, which it gets from us (`direct-engine.ts`). */
function withoutOurs(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const section = config['LocalDirectBakery'];
  if (section === null || typeof section !== 'object') return config;
  const { direct_running_mode: _mode, ...rest } = section as Record<string, unknown>;
  return { ...config, LocalDirectBakery: rest };
}
