import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

/** Keys of the check runs of a pull request, or of one of its commits. Each round of a check adds its name. */
export function checkKeyPrefix(repository: RepoFullName, number: number, headSha?: string): string {
  return `check-run ${repository}#${number}@${headSha === undefined ? '' : `${headSha} `}`;
}

/** The commit that a check run of this key is of. */
export function headShaOf(checkKey: string): string {
  const headSha = /#\d+@([0-9a-f]+) /.exec(checkKey)?.[1];
  if (headSha === undefined) throw new Error(`"${checkKey}" is no key of a check run: checkKeyPrefix makes them`);
  return headSha;
}

/** Keys of the runner's calls that these checks wait for. */
export function expansionKeyPrefix(repository: RepoFullName, number: number, headSha?: string): string {
  return `expand_meta ${repository}#${number}@${headSha === undefined ? '' : `${headSha} `}`;
}
