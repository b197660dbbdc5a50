import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

/**
 * Start of the keys of a pull request's check runs, or of those of one commit. Each round of a check appends its name.
 */
export function checkKeyPrefix(repository: RepoFullName, number: number, headSha?: string): string {
  return `check-run ${repository}#${number}@${headSha === undefined ? '' : `${headSha} `}`;
}

/** The commit of the check run with this key. */
export function headShaOf(checkKey: string): string {
  const headSha = /#\d+@([0-9a-f]+) /.exec(checkKey)?.[1];
  if (headSha === undefined) throw new Error(`"${checkKey}" is no key of a check run: checkKeyPrefix makes them`);
  return headSha;
}

/** Start of the keys of the runner's calls that these checks wait for. */
export function expansionKeyPrefix(repository: RepoFullName, number: number, headSha?: string): string {
  return `expand_meta ${repository}#${number}@${headSha === undefined ? '' : `${headSha} `}`;
}
