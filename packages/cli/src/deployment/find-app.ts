import { type AppOperator, createAppOperator } from '@pangeo-forge/github/operator/app-operator';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import type { CliContext } from '../context/cli-context.ts';
import { readSecretsContent } from '../secrets/save-secrets-file.ts';

export interface KnownApp {
  id: number;
  slug: string;
  htmlUrl: string;
}

const credentialsSchema = z.object({ id: z.coerce.string(), private_key: z.string() });
const appSchema = z.object({ id: z.number(), slug: z.string(), html_url: z.string() });

/** The App whose credentials are in the deployment's file, as GitHub knows it; null when there are none. */
export async function findApp(context: CliContext, deployment: string): Promise<KnownApp | null> {
  const file = `config.${deployment}.yaml`;
  const { content } = await readSecretsContent(context, file);
  const { data: credentials } = credentialsSchema.safeParse(content['github_app']);
  if (!credentials) return null;
  context.redactor.add([credentials.private_key]);
  const { GITHUB_API_URL: apiUrl } = context.environment();
  const operator = createAppOperator({ appId: credentials.id, privateKey: credentials.private_key, apiUrl });
  try {
    const {
      id,
      slug,
      html_url: htmlUrl,
    } = appSchema.parse((await operator.request({ method: 'GET', path: '/app' })).data);
    return { id, slug, htmlUrl };
  } catch (error) {
    if (![401, 404].includes(refusalStatus(error) ?? 0)) throw error;
    throw new AppError(
      'conflict',
      `secrets/${file} holds the credentials of an App that GitHub does not know: it was deleted, or its key was. \`pangeo-forge app create --replace\` makes another.`,
      { cause: error },
    );
  }
}

/** GitHub as the App of the deployment. */
export async function appOf(context: CliContext): Promise<AppOperator> {
  const { githubApp } = await context.secrets();
  const { id: appId, privateKey } = githubApp;
  return createAppOperator({ appId, privateKey, apiUrl: context.environment().GITHUB_API_URL });
}
