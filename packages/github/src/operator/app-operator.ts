import { App } from '@octokit/app';
import { assertReadableKey } from '../assert-readable-key.ts';
import { Octokit, type OctokitClient } from '../octokit.ts';

export interface AppOperatorOptions {
  appId: string;
  /** PEM */
  privateKey: string;
  apiUrl: string;
}

export interface AppRequest {
  method: string;
  /** `/app/hook/config` */
  path: string;
  body?: Record<string, unknown>;
  /** Account whose installation calls; the App itself unless given. */
  installationOf?: string;
}

/** GitHub as the App, for an operator's own calls. */
export interface AppOperator {
  /** Good for ten minutes. */
  jwt(): Promise<string>;
  /** Token of the installation on an account; good for an hour. */
  installationToken(account: string): Promise<string>;
  request(request: AppRequest): Promise<{ status: number; data: unknown }>;
}

/** @throws AppError `invalid_config` when no request could be signed with the key. */
export function createAppOperator({ appId, privateKey, apiUrl }: AppOperatorOptions): AppOperator {
  assertReadableKey(privateKey);
  const app = new App({ appId, privateKey, Octokit: Octokit.defaults({ baseUrl: apiUrl.replace(/\/$/, '') }) });
  const octokit = app.octokit as unknown as OctokitClient;

  async function installationOn(account: string): Promise<OctokitClient> {
    const { data } = await octokit.request('GET /users/{username}/installation', { username: account });
    return (await app.getInstallationOctokit(Number(data.id))) as unknown as OctokitClient;
  }

  return {
    async jwt() {
      const { token } = (await octokit.auth({ type: 'app' })) as { token: string };
      return token;
    },
    async installationToken(account) {
      const client = await installationOn(account);
      const { token } = (await client.auth({ type: 'installation' })) as { token: string };
      return token;
    },
    async request({ method, path, body, installationOf }) {
      const client = installationOf === undefined ? octokit : await installationOn(installationOf);
      // as `data`, since octokit would use parameters called `url` or `method` itself
      const { status, data } = await client.request({ method, url: path, ...(body ? { data: body } : {}) } as never);
      return { status, data: data as unknown };
    },
  };
}
