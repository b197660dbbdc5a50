import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

export interface ReadmeSource {
  /** The pull request that the recipe comes from; null when it was added by hand. */
  origin: { repository: RepoFullName; pullRequest: number } | null;
  serverUrl: string;
  defaultBranch: string;
  /** The feedstock's page on the site. */
  dashboardUrl: string;
  /** An image of this deployment that shows the date of the dataset; null when a checkout has no deployment. */
  badgeUrl: string | null;
}

/** README of a new feedstock. */
export function feedstockReadme(feedstock: RepoFullName, source: ReadmeSource): string {
  const url = `${source.serverUrl}/${feedstock}`;
  const badges = [
    ...(source.badgeUrl === null ? [] : [`[![Dataset](${source.badgeUrl})](${source.dashboardUrl})`]),
    badge('Pangeo Forge', 'pangeo--forge-feedstock-blue', source.dashboardUrl),
    badge('License', 'license-Apache--2.0-green', `${url}/blob/${source.defaultBranch}/LICENSE`),
  ];
  return [
    `# ${feedstock.name}`,
    '',
    badges.join(' '),
    '',
    `The recipe of this [Pangeo Forge](https://pangeo-forge.org) dataset is in [\`feedstock/\`](${url}/tree/${source.defaultBranch}/feedstock).${cameFrom(source)}`,
    '',
    `- [Runs and datasets](${source.dashboardUrl})`,
    `- [Deployments](${url}/deployments): each production run`,
    '- A pull request here is checked automatically; a maintainer starts a test run with the comment `/run RECIPE_ID`.',
    '- Merging it runs the recipe in production, unless its title says `[skip-run]`.',
    '',
  ].join('\n');
}

function cameFrom({ origin, serverUrl }: ReadmeSource): string {
  if (origin === null) return '';
  const { repository, pullRequest } = origin;
  return ` It came from [${repository}#${pullRequest}](${serverUrl}/${repository}/pull/${pullRequest}).`;
}

function badge(label: string, path: string, link: string): string {
  return `[![${label}](https://img.shields.io/badge/${path})](${link})`;
}
