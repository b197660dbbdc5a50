import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { signInWithGitHub } from '@pangeo-forge/github/sign-in-with-github';
import { type PopulatedGitHub, startPopulatedGitHub } from '@pangeo-forge/loopback-github/testing/populated-github';
import { type SignInServiceConfig, signIn } from '../src/sign-in/service.ts';
import { type ProductionLikeApi, startProductionLikeApi } from './production-like-api.ts';
import { type TestBrowser, testBrowser } from './signed-in-browser.ts';

export const FEEDSTOCK = 'pangeo-forge/named-feedstock';

export interface SignedInApi {
  github: PopulatedGitHub;
  served: ProductionLikeApi;
  /** A new browser, with nobody signed in. */
  browser(): TestBrowser;
  /** A run of the feedstock's pull request that failed. */
  endedRun(key: string, given?: { isTest?: boolean; pullRequest?: number | null }): Promise<number>;
  stop(): Promise<void>;
}

/** The API on which people can sign in, with a feedstock that names `contributor` as its maintainer. */
export async function startSignedInApi(given: Partial<SignInServiceConfig> = {}): Promise<SignedInApi> {
  const world = await startPopulatedGitHub();
  const { github, createdApp } = world;
  github.createUser('stranger');
  const files = { 'feedstock/meta.yaml': 'title: T\nmaintainers:\n  - name: C\n    github: contributor\n' };
  await github.createRepository({ owner: 'pangeo-forge', name: 'named-feedstock', files, as: 'maintainer' });
  await github.commit({
    repo: FEEDSTOCK,
    branch: 'change',
    message: 'Change',
    author: 'maintainer',
    files: { x: 'x' },
  });
  const { number } = await github.openPullRequest({
    repo: FEEDSTOCK,
    head: 'change',
    title: 'Change',
    as: 'maintainer',
  });
  const { apiUrl, serverUrl } = github;
  const people = signIn({
    github: signInWithGitHub({ ...createdApp, apiUrl, serverUrl }),
    connectApp: () => connectGitHubApp({ appId: String(createdApp.id), privateKey: createdApp.privateKey, apiUrl }),
    runPermission: 'write',
    operators: { logins: ['Maintainer'], team: null },
    bakeries: [],
    ...given,
  });
  const served = await startProductionLikeApi({ people, proxies: 1 });
  github.setCallbackUrls(createdApp.id, [`${given.publicUrl ?? served.api.url}/session/callback`]);
  const { pool } = served.api.database;
  const feedstock = await ensureFeedstock(pool, FEEDSTOCK);
  return {
    github: world,
    served,
    browser: () => testBrowser(served.api.url, serverUrl),
    async endedRun(key, { isTest = true, pullRequest = number } = {}) {
      const run = await registerRun(pool, {
        dispatchKey: key as DispatchKey,
        recipeId: key,
        bakeryId: 1,
        feedstockId: feedstock.id,
        headSha: 'e'.repeat(40),
        isTest,
        datasetType: 'zarr',
        cloneUrl: `https://github.com/${FEEDSTOCK}.git`,
        feedstockSubdir: null,
        pullRequest,
        requestedBy: null,
      });
      await transitionRun(pool, run.id, { type: 'dispatched', actor: 'maintainer' });
      await transitionRun(pool, run.id, { type: 'failed', actor: 'worker', reason: 'The recipe raised KeyError.' });
      return run.id;
    },
    async stop() {
      await served.stop();
      await world.stop();
    },
  };
}
