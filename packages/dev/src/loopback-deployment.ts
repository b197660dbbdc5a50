import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { registerFeedstock } from '@pangeo-forge/testkit/deployment/register-feedstock';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';

export interface LoopbackDeployment {
  github: LoopbackGitHub;
  /** What the services are started with. */
  variables: Record<string, string>;
  /** What somebody has to know who works with it. */
  notes: string[];
  /** What an operator does once for a repository. */
  register(url: string): Promise<void>;
}

const DEPLOYMENT = 'pforge-local-dev';
const ORGANIZATION = 'pforge-dev';

/** A GitHub on loopback with an organisation, staged-recipes and the App, and the files of a deployment for it. */
export async function loopbackDeployment(folder: string, port: number): Promise<LoopbackDeployment> {
  const github = await startLoopbackGitHub();
  const { app, maintainer } = await populateGitHub(github, {
    organization: ORGANIZATION,
    app: { name: DEPLOYMENT, webhookUrl: `http://127.0.0.1:${port}/github/hooks/` },
  });
  const { configDir, apiKey } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
  const clone = new URL(`${ORGANIZATION}/staged-recipes.git`, `${github.serverUrl}/`);
  clone.username = maintainer.login;
  clone.password = maintainer.token;
  return {
    github,
    register: (url) => registerFeedstock(url, apiKey, `${ORGANIZATION}/staged-recipes`),
    variables: {
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      PANGEO_FORGE_CONFIG_DIR: configDir,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
    },
    notes: [
      `GitHub on loopback: ${github.serverUrl}/${ORGANIZATION}/staged-recipes`,
      `git clone ${clone.href}`,
      `another shell works with it after: export PANGEO_FORGE_DEPLOYMENT=${DEPLOYMENT} PANGEO_FORGE_CONFIG_DIR=${configDir} GITHUB_API_URL=${github.apiUrl}`,
    ],
  };
}
