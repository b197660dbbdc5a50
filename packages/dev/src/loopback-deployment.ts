import { afterALook } from '@pangeo-forge/loopback-github/after-a-look';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { registerFeedstock } from '@pangeo-forge/testkit/deployment/register-feedstock';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';

export interface LoopbackDeployment {
  github: LoopbackGitHub;
  /** Environment of the services. */
  variables: Record<string, string>;
  /** What its user needs to know. */
  notes: string[];
  /** Registers staged-recipes, as an operator does once. */
  register(url: string): Promise<void>;
}

const DEPLOYMENT = 'pforge-local-dev';
const ORGANIZATION = 'pforge-dev';

/** A GitHub on loopback with an organization, staged-recipes and the App, and a deployment's files for it. */
export async function loopbackDeployment(folder: string, port: number): Promise<LoopbackDeployment> {
  const github = await startLoopbackGitHub({ now: afterALook });
  const { app, maintainer } = await populateGitHub(github, {
    organization: ORGANIZATION,
    app: {
      name: DEPLOYMENT,
      webhookUrl: `http://127.0.0.1:${port}/github/hooks/`,
      callbackUrls: [`http://127.0.0.1:${port}/session/callback`],
    },
  });
  const { configDir, apiKey } = await writeDeploymentConfig({
    folder,
    deployment: DEPLOYMENT,
    app,
    bakeryId: 'local',
    operators: [maintainer.login],
  });
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
      `sign in on the pages as ${maintainer.login}, who may do everything: http://127.0.0.1:${port}/session/sign-in`,
      `git clone ${clone.href}`,
    ],
  };
}
