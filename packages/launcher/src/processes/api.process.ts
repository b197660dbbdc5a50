import { api } from '@pangeo-forge/api/service';
import { type SignInService, signIn } from '@pangeo-forge/api/sign-in/service';
import type { SignInApp } from '@pangeo-forge/api/sign-in/sign-in-parts';
import type { Viewers } from '@pangeo-forge/api/sign-in/viewers';
import { createDashboardRouter } from '@pangeo-forge/dashboard/dashboard.routes';
import { publicKeyOf } from '@pangeo-forge/datasets/provenance/envelope';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import { createRequestBudget } from '@pangeo-forge/github/request-budget';
import { signInWithGitHub } from '@pangeo-forge/github/sign-in-with-github';
import type { HttpMount, MountContext } from '@pangeo-forge/service/http-service';
import type { Environment } from '@pangeo-forge/shared/config/environment';
import { type DeploymentSecrets, secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
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
  const connectGitHub = (redis: Redis) =>
    connectGitHubApp({ appId, privateKey, apiUrl: environment.GITHUB_API_URL, budget: createRequestBudget(redis) });
  const people = signInOf({ secrets, environment, connectApp: connectGitHub, bakeries: [...configs.keys()] });
  return [
    ...(people ? [people] : []),
    dashboard(environment.GITHUB_SERVER_URL, {
      deploymentHosts: environment.PANGEO_FORGE_DEPLOYMENT_HOSTS,
      ...(people ? { viewers: people.viewers } : {}),
    }),
    api({
      connectGitHub,
      apiKey: secrets.apiKey,
      bakeries: adapters,
      bakeryConfigs: configs,
      provenanceKeys: provenanceKeysOf(secrets),
      places: datasetPlacesOf(configs.values(), name.startsWith('pforge-local-')),
      ...(publicUrl ? { publicUrl } : {}),
      ...(people ? { viewers: people.viewers } : {}),
      secretValues: [...secretValuesOf(secrets), ...secretValues],
    }),
  ];
}

/** The private key stays here: only its public key is served. */
function provenanceKeysOf({ provenance }: DeploymentSecrets): string[] {
  const { signingKey = null, previousPublicKeys = [] } = provenance ?? {};
  return [...(signingKey === null ? [] : [publicKeyOf(signingKey).pem]), ...previousPublicKeys];
}

type Redis = MountContext['servers']['redis'];

interface SignInSources {
  secrets: DeploymentSecrets;
  environment: Environment;
  connectApp(redis: Redis): SignInApp;
  bakeries: readonly string[];
}

/** Null without a client secret: then nobody can sign in, and no page offers it. */
function signInOf({ secrets, environment, connectApp, bakeries }: SignInSources): SignInService | null {
  const { client } = secrets.githubApp;
  if (client === null) return null;
  const publicUrl = environment.PANGEO_FORGE_PUBLIC_URL;
  return signIn({
    github: signInWithGitHub({
      clientId: client.id,
      clientSecret: client.secret,
      serverUrl: environment.GITHUB_SERVER_URL,
      apiUrl: environment.GITHUB_API_URL,
    }),
    connectApp,
    bakeries,
    runPermission: environment.PANGEO_FORGE_RUN_PERMISSION,
    operators: secrets.operators,
    ...(publicUrl ? { publicUrl } : {}),
  });
}

/** The pages ask the API of their own process. */
export function dashboard(
  githubUrl: string,
  { deploymentHosts = [], viewers }: { deploymentHosts?: readonly string[]; viewers?: () => Viewers } = {},
): HttpMount {
  return {
    name: 'dashboard',
    async mount(app, { port, onBehalfOf }) {
      const apiUrl = () => `http://127.0.0.1:${port()}`;
      app.use(
        await createDashboardRouter({
          apiUrl,
          onBehalfOf,
          githubUrl,
          deploymentHosts,
          ...(viewers ? { viewers: viewers() } : {}),
        }),
      );
    },
  };
}
