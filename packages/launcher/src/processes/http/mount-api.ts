import { createApiRouter } from '@pangeo-forge/api/api.routes';
import { answerFreshFirst } from '@pangeo-forge/api/http/answer-fresh-first';
import { createFreshAnswers } from '@pangeo-forge/api/http/fresh-answers';
import { createDashboardRouter } from '@pangeo-forge/dashboard/dashboard.routes';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { createRequestBudget } from '@pangeo-forge/github/request-budget';
import { secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import type { HttpMount } from './http-mount.ts';

/** The API, and the pages that show what it tells. */
export const mountApi: HttpMount = async (app, { deployment, secrets, servers, bakeries, port }) => {
  const { environment, name } = deployment;
  const { id: appId, privateKey } = secrets.githubApp;
  const { adapters, configs, secretValues } = await bakeries();
  const fresh = createFreshAnswers();
  const apiUrl = () => `http://127.0.0.1:${port()}`;
  app.use(await createDashboardRouter({ apiUrl, githubUrl: environment.GITHUB_SERVER_URL }));
  app.use(
    createApiRouter({
      ...servers,
      fresh,
      github: connectGitHubApp({
        appId,
        privateKey,
        apiUrl: environment.GITHUB_API_URL,
        budget: createRequestBudget(servers.redis),
      }),
      apiKey: secrets.apiKey,
      bakeries: adapters,
      bakeryConfigs: configs,
      places: datasetPlacesOf(configs.values(), name.startsWith('pforge-local-')),
      ...(environment.PANGEO_FORGE_PUBLIC_URL ? { publicUrl: environment.PANGEO_FORGE_PUBLIC_URL } : {}),
      secretValues: [...secretValuesOf(secrets), ...secretValues],
    }),
  );
  return answerFreshFirst(fresh, app);
};
