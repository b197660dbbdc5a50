import { type AppOperator, createAppOperator } from '@pangeo-forge/github/operator/app-operator';
import type { CliContext } from '../../context/cli-context.ts';

/** GitHub as the App of the deployment. */
export async function appOf(context: CliContext): Promise<AppOperator> {
  const { githubApp } = await context.secrets();
  const { id: appId, privateKey } = githubApp;
  return createAppOperator({ appId, privateKey, apiUrl: context.environment().GITHUB_API_URL });
}
