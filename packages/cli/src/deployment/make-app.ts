import { randomBytes } from 'node:crypto';
import { convertAppManifest, type NewApp } from '@pangeo-forge/github/operator/convert-app-manifest';
import type { CliContext } from '../context/cli-context.ts';
import { saveSecretsFile, type SecretsContent } from '../secrets/save-secrets-file.ts';
import { awaitManifestCode } from './await-manifest-code.ts';

export interface MakeAppOptions {
  deployment: string;
  /** Whose it is; the account that is signed in in the browser unless given. */
  org: string | undefined;
  /** Where the deployment is reached; without it the App has no active webhook yet. */
  home: string | undefined;
  plain: boolean;
  age: string | undefined;
}

export interface MadeApp extends NewApp {
  /** That holds its credentials now. */
  file: string;
}

/** Makes the GitHub App in the browser, and writes its credentials to the deployment's file. */
export async function makeApp(context: CliContext, options: MakeAppOptions): Promise<MadeApp> {
  const { deployment, org, home, plain, age } = options;
  const { GITHUB_SERVER_URL: server, GITHUB_API_URL: apiUrl } = context.environment();
  const code = await awaitManifestCode({
    newAppUrl: `${server.replace(/\/$/, '')}${org ? `/organizations/${encodeURIComponent(org)}` : ''}/settings/apps/new`,
    name: deployment,
    ...(home ? { hookUrl: hookUrlOf(home), callbackUrl: callbackUrlOf(home) } : {}),
    signal: context.signal,
    onReady: (page) => context.notify(`Open ${page} in a browser, and confirm on GitHub.`),
  });
  const app = await convertAppManifest(apiUrl, code);
  const webhookSecret = app.webhookSecret ?? randomBytes(32).toString('hex');
  context.redactor.add([app.privateKey, webhookSecret, app.clientSecret]);
  const credentials = {
    app_name: app.slug,
    id: app.id,
    private_key: app.privateKey,
    webhook_secret: webhookSecret,
    client_id: app.clientId,
    client_secret: app.clientSecret,
  };
  const name = `config.${deployment}.yaml`;
  const change = (content: SecretsContent) => ({ ...content, github_app: credentials });
  const file = await saveSecretsFile(context, name, change, { plain, age });
  return { ...app, file };
}

/**
 * Where a deployment takes webhooks, by where it is reached; a URL with a path, such as a channel of smee.io, is taken
 * as it is.
 */
export function hookUrlOf(given: string): string {
  const url = new URL(given);
  if (url.pathname === '/') url.pathname = '/github/hooks/';
  return url.href;
}

/** Where browsers come back to after signing in. Behind a channel of smee.io the pages are on this machine. */
export function callbackUrlOf(given: string): string {
  const url = new URL(given);
  return new URL('/session/callback', url.pathname === '/' ? url : 'http://127.0.0.1:8000').href;
}
