import type { CreatedApp, NewAppOptions } from '../controls/app-controls.ts';
import { type LoopbackGitHub, type LoopbackGitHubOptions, startLoopbackGitHub } from '../loopback-github.ts';
import { type ApiClient, apiClient, installationClient, jsonWebToken } from './api-client.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

/** A GitHub with an organization, its maintainer, a contributor, an App installed on it, and one repository. */
export interface PopulatedGitHub {
  github: LoopbackGitHub;
  hooks: WebhookReceiver;
  createdApp: CreatedApp;
  installation: number;
  /** With the installation's token. */
  app: ApiClient;
  /** With the App's own JSON Web Token. */
  jwt: ApiClient;
  maintainer: ApiClient;
  contributor: ApiClient;
  anonymous: ApiClient;
  contributorToken: string;
  stop(): Promise<void>;
}

export const REPO = 'pangeo-forge/staged-recipes';

export async function startPopulatedGitHub(
  options: LoopbackGitHubOptions & { app?: Partial<NewAppOptions> } = {},
): Promise<PopulatedGitHub> {
  const github = await startLoopbackGitHub(options);
  const hooks = await startWebhookReceiver();
  const maintainer = github.createUser('maintainer');
  const contributor = github.createUser('contributor');
  github.createOrganization('pangeo-forge', { owners: ['maintainer'] });
  const createdApp = github.createApp({
    name: 'Pangeo Forge',
    owner: 'pangeo-forge',
    webhookUrl: hooks.url,
    ...options.app,
  });
  const installation = github.installApp(createdApp.id, 'pangeo-forge');
  await github.createRepository({
    owner: 'pangeo-forge',
    name: 'staged-recipes',
    files: { 'README.md': '# Recipes\n' },
  });
  return {
    github,
    hooks,
    createdApp,
    installation,
    app: await installationClient(github.apiUrl, createdApp, installation),
    jwt: apiClient(github.apiUrl, jsonWebToken(createdApp)),
    maintainer: apiClient(github.apiUrl, maintainer.token),
    contributor: apiClient(github.apiUrl, contributor.token),
    anonymous: apiClient(github.apiUrl),
    contributorToken: contributor.token,
    async stop() {
      hooks.stop();
      await github.stop();
    },
  };
}
