import { Octokit } from '../octokit.ts';

export interface NewApp {
  id: number;
  slug: string;
  htmlUrl: string;
  clientId: string;
  clientSecret: string;
  /** PEM */
  privateKey: string;
  /** Null when the App has no webhook. */
  webhookSecret: string | null;
}

/** Exchanges the code from the end of the manifest flow for the App's credentials. It works once, for an hour. */
export async function convertAppManifest(apiUrl: string, code: string): Promise<NewApp> {
  const octokit = new Octokit({ baseUrl: apiUrl.replace(/\/$/, '') });
  const { data } = await octokit.request('POST /app-manifests/{code}/conversions', { code });
  return {
    id: data.id,
    slug: data.slug ?? data.name,
    htmlUrl: data.html_url,
    clientId: data.client_id,
    clientSecret: data.client_secret,
    privateKey: data.pem,
    webhookSecret: data.webhook_secret,
  };
}
