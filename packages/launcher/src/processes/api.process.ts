import { api } from '@pangeo-forge/api/service';
import { createDashboardRouter } from '@pangeo-forge/dashboard/dashboard.routes';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { createRequestBudget } from '@pangeo-forge/github/request-budget';
import type { HttpMount } from '@pangeo-forge/service/http-service';
import { secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import type { ProcessParts } from './process-parts.ts';
import { serveHttp } from './serve-http.ts';

/** The API and the web pages over it. */
export async function createApiProcess(parts: ProcessParts) {
  return serveHttp(parts, await apiMounts(parts));
}

export async function apiMounts(parts: ProcessParts): Promise<HttpMount[]> {
  const { environment, name } = parts.deployment;
  const secrets = await parts.secrets();
  const { adapters, configs, secretValues } = await parts.bakeries();
  const { id: appId, privateKey } = secrets.githubApp;
  const publicUrl = environment.PANGEO_FORGE_PUBLIC_URL;
  return [
    dashboard(environment.GITHUB_SERVER_URL, environment.PANGEO_FORGE_DEPLOYMENT_HOSTS),
    api({
      connectGitHub: (redis) =>
        connectGitHubApp({
          appId,
          privateKey,
          apiUrl: environment.GITHUB_API_URL,
          budget: createRequestBudget(redis),
        }),
      apiKey: secrets.apiKey,
      bakeries: adapters,
      bakeryConfigs: configs,
      places: datasetPlacesOf(configs.values(), name.startsWith('pforge-local-')),
      ...(publicUrl ? { publicUrl } : {}),
      secretValues: [...secretValuesOf(secrets), ...secretValues],
    }),
  ];
}

/** The pages ask the API of their own process. */
export function dashboard(githubUrl: string, deploymentHosts: readonly string[] = []): HttpMount {
  return {
    name: 'dashboard',
    async mount(app, { port, onBehalfOf }) {
      const apiUrl = () => `http://127.0.0.1:${port()}`;
      app.use(await createDashboardRouter({ apiUrl, onBehalfOf, githubUrl, deploymentHosts }));
    },
  };
}
