import { join } from 'node:path';
import type { RunnerRequest } from './recipe-runner.ts';
import { WAIT_FOR_PIPELINE } from './wait-for-pipeline.ts';

/** Where the parts of one invocation are; the same inside the sandbox and outside. */
export interface InvocationPaths {
  folder: string;
  /** The runner's HOME; `tmp` is in it. */
  home: string;
  tmp: string;
  files: string;
}

export function invocationPaths(folder: string): InvocationPaths {
  return { folder, home: join(folder, 'home'), tmp: join(folder, 'home', 'tmp'), files: join(folder, 'files') };
}

export const configPath = (paths: InvocationPaths): string => join(paths.files, 'config.json');

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

/** What is written for this invocation alone. */
export function secretFilesOf(
  request: RunnerRequest,
  paths: InvocationPaths,
): Array<{ path: string; content: string }> {
  const named = Object.entries(request.secretFiles ?? {}).map(([name, content]) => ({
    path: join(paths.files, name),
    content,
  }));
  if (request.kind !== 'bake') return named;
  return [
    { path: configPath(paths), content: JSON.stringify(request.config ?? {}) },
    // traitlets loads both files of one name
    { path: configPath(paths).replace(/json$/, 'py'), content: WAIT_FOR_PIPELINE },
    ...named,
  ];
}
