import type { CreatedApp, NewAppOptions } from '../controls/app-controls.ts';
import { type LoopbackGitHub, type LoopbackGitHubOptions, startLoopbackGitHub } from '../loopback-github.ts';
import { populateGitHub } from '../populate-github.ts';
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
  const { app, maintainer, contributor } = await populateGitHub(github, {
    files: { 'README.md': '# Recipes\n' },
    app: { name: 'Pangeo Forge', webhookUrl: hooks.url, ...options.app },
  });
  return {
    github,
    hooks,
    createdApp: app,
    installation: app.installation,
    app: await installationClient(github.apiUrl, app, app.installation),
    jwt: apiClient(github.apiUrl, jsonWebToken(app)),
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
