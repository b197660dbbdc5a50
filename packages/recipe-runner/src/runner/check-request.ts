import { isAbsolute } from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { whyBadRecipeId } from '@pangeo-forge/shared/names/recipe-id';
import type { RunnerRequest } from './recipe-runner.ts';

const INVOCATION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const REF = /^[A-Za-z0-9_][A-Za-z0-9_./+-]{0,250}$/;
/** What the runner itself accepts, Dataflow's rule. */
const JOB_NAME = /^[a-z][-_0-9a-z]{0,62}$/;
const ENVIRONMENT_NAME = /^[A-Z][A-Z0-9_]*$/;
const PROTOCOLS = new Set(['https:', 'http:', 'file:']);

/**
 * Refuses what could be taken for an option, leave its directory, or name another transport than git's plain ones.
 * @throws AppError `invalid_input`
 */
export function checkRequest(request: RunnerRequest): void {
  const problem = firstProblem(request);
  if (problem) throw new AppError('invalid_input', `the runner was not started: ${problem}`);
}

function firstProblem(request: RunnerRequest): string | null {
  if (!INVOCATION_ID.test(request.invocationId))
    return `the invocation id ${quote(request.invocationId)} is not a plain name`;
  return (
    whyBadRepoUrl(request.repoUrl) ??
    whyBadRef(request.ref) ??
    whyBadSubdir(request.feedstockSubdir ?? 'feedstock') ??
    whyBadRecipe(request) ??
    whyBadJobName(request.jobName) ??
    whyBadSecretFiles(request.secretFiles ?? {}) ??
    whyBadOutputDirs(request.localOutputDirs ?? [])
  );
}

function whyBadRepoUrl(repoUrl: string): string | null {
  const url = URL.canParse(repoUrl) ? new URL(repoUrl) : null;
  if (!url || !PROTOCOLS.has(url.protocol)) return `the repository ${quote(repoUrl)} is not an http, https or file URL`;
  if (url.username || url.password) return 'the URL of the repository holds credentials';
  // URLs drop tabs and line breaks silently; what git is given must be what was checked.
  return /[\s\p{Cc}]/u.test(repoUrl) ? 'the URL of the repository holds white space' : null;
}

function whyBadRef(ref: string): string | null {
  return REF.test(ref) && !ref.includes('..') && !ref.includes('//')
    ? null
    : `${quote(ref)} is not a commit, branch or tag`;
}

function whyBadSubdir(subdir: string): string | null {
  const parts = subdir.split('/');
  const good =
    !isAbsolute(subdir) &&
    parts.every((part) => /^[^-\p{Cc}\\~][^\p{Cc}\\]*$/u.test(part) && part !== '.' && part !== '..');
  return good ? null : `${quote(subdir)} is not a directory inside the repository`;
}

function whyBadRecipe({ kind, recipeId }: RunnerRequest): string | null {
  if (recipeId === undefined) return kind === 'bake' ? 'a bake needs the id of a recipe' : null;
  // The runner's option parser turns this value into "no recipe named", and would bake all of them.
  if (recipeId === 'None') return 'a recipe cannot be called "None"';
  return whyBadRecipeId(recipeId);
}

function whyBadJobName(jobName: string | undefined): string | null {
  return jobName === undefined || JOB_NAME.test(jobName)
    ? null
    : `the job name ${quote(jobName)} does not match ${JOB_NAME.source}`;
}

function whyBadSecretFiles(files: Readonly<Record<string, string>>): string | null {
  const bad = Object.keys(files).find((name) => !ENVIRONMENT_NAME.test(name));
  return bad === undefined ? null : `${quote(bad)} is not the name of an environment variable`;
}

function whyBadOutputDirs(directories: readonly string[]): string | null {
  const bad = directories.find((directory) => !isAbsolute(directory) || directory === '/');
  return bad === undefined ? null : `the output directory ${quote(bad)} is not an absolute path of its own`;
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 200));
