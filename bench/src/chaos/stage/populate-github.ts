import type { CreatedApp } from '@pangeo-forge/loopback-github/controls/app-controls';
import type { LoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';

export const stagedRecipesOf = (organization: string) => `${organization}/staged-recipes`;
/** Each organization has a contributor of its own, with a fork. */
export const contributorOf = (repo: string) => (repo.split('/')[0] ?? '').replace('forge', 'contributor');
export const forkOf = (repo: string) => `${contributorOf(repo)}/staged-recipes`;

export interface PopulateOptions {
  appName: string;
  organizations: number;
  webhookUrl: string;
}

/** Organizations with a staged-recipes each, where one App is installed. */
export async function populateGitHub(
  github: LoopbackGitHub,
  { appName, organizations: count, webhookUrl }: PopulateOptions,
): Promise<{ app: CreatedApp; organizations: string[] }> {
  github.createUser('maintainer');
  const organizations = Array.from({ length: count }, (_, index) => `forge-${index + 1}`);
  for (const login of organizations) {
    github.createOrganization(login, { owners: ['maintainer'] });
    const files = { 'README.md': '# staged-recipes\n', 'recipes/.gitkeep': '' };
    await github.createRepository({ owner: login, name: 'staged-recipes', files, as: 'maintainer' });
    github.createUser(contributorOf(login));
    await github.fork(stagedRecipesOf(login), contributorOf(login));
  }
  const app = github.createApp({ name: appName, owner: organizations[0] ?? '', webhookUrl });
  for (const login of organizations) github.installApp(app.id, login);
  return { app, organizations };
}
