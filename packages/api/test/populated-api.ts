import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { type PopulatedGitHub, startPopulatedGitHub } from '@pangeo-forge/loopback-github/testing/populated-github';
import { type ProductionLikeApi, startProductionLikeApi } from './production-like-api.ts';

export interface PopulatedApi {
  github: PopulatedGitHub;
  served: ProductionLikeApi;
  stop(): Promise<void>;
}

/** The API of an App that is installed on repositories of a GitHub on loopback. */
export async function startPopulatedApi(): Promise<PopulatedApi> {
  const github = await startPopulatedGitHub();
  const { id, privateKey } = github.createdApp;
  const served = await startProductionLikeApi({
    github: connectGitHubApp({ appId: String(id), privateKey, apiUrl: github.github.apiUrl }),
  });
  return {
    github,
    served,
    async stop() {
      await served.stop();
      await github.stop();
    },
  };
}
