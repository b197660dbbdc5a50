import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

/** README of a new feedstock. */
export function feedstockReadme(
  feedstock: RepoFullName,
  source: { repository: RepoFullName; pullRequest: number; serverUrl: string },
): string {
  const url = `${source.serverUrl}/${feedstock}`;
  const origin = `${source.repository}#${source.pullRequest}`;
  return [
    `# ${feedstock.name}`,
    '',
    `[![Pangeo Forge feedstock](https://img.shields.io/badge/pangeo--forge-feedstock-blue)](https://pangeo-forge.org) [![License](https://img.shields.io/badge/license-Apache--2.0-green)](${url}/blob/main/LICENSE)`,
    '',
    `The recipe of this [Pangeo Forge](https://pangeo-forge.org) dataset lies in [\`feedstock/\`](${url}/tree/main/feedstock). It came from [${origin}](${source.serverUrl}/${source.repository}/pull/${source.pullRequest}).`,
    '',
    '- A pull request here is checked by itself; a maintainer test-runs it with the comment `/run RECIPE_ID`.',
    '- Merging it runs the recipe in production; the deployments of this repository show each run.',
    '',
  ].join('\n');
}
