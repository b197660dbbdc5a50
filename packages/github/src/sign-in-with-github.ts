import { createHash } from 'node:crypto';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { Octokit } from './octokit.ts';

export interface SignInOptions {
  clientId: string;
  clientSecret: string;
  /** `https://github.com` */
  serverUrl: string;
  /** `https://api.github.com` */
  apiUrl: string;
}

/** What connects the browser that left for GitHub with the one that comes back. */
export interface SignInRequest {
  /** Our callback, exactly as the App has it among its callback URLs. */
  redirectUrl: string;
  state: string;
  /** Known to us and the browser alone (PKCE): a code that leaks is worth nothing without it. */
  verifier: string;
}

export type Identification =
  | { outcome: 'identified'; id: number; login: string }
  /** `reason` is GitHub's: the code was used, is late, or belongs to another request. */
  | { outcome: 'refused'; reason: string };

export interface SignInWithGitHub {
  /** Where the browser goes, to come back to `redirectUrl` with a code. */
  authorizeUrl(request: SignInRequest): string;
  /**
   * Who the person is. The token that says so is revoked before this returns, and stored nowhere.
   * @throws AppError `github_unavailable`
   */
  identify(request: Omit<SignInRequest, 'state'> & { code: string }): Promise<Identification>;
  /**
   * Nothing when GitHub accepts the client secret; asked with a code that nobody has.
   * @throws AppError `invalid_config` when it does not, `github_unavailable`
   */
  checkSecret(): Promise<void>;
}

const tokenSchema = z.union([
  z.object({ access_token: z.string().min(1) }),
  z.object({ error: z.string(), error_description: z.string().optional() }),
]);

/** GitHub's own fault or ours, and not the person's: the App's configuration has to change. */
const OUR_FAULTS = new Set(['incorrect_client_credentials', 'redirect_uri_mismatch', 'application_suspended']);

/**
 * The web application flow of a GitHub App.
 * [docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app]
 */
export function signInWithGitHub({ clientId, clientSecret, ...urls }: SignInOptions): SignInWithGitHub {
  const server = urls.serverUrl.replace(/\/$/, '');
  const baseUrl = urls.apiUrl.replace(/\/$/, '');
  const octokit = new Octokit({ baseUrl });

  async function exchange(asked: Record<string, string>): Promise<z.infer<typeof tokenSchema>> {
    const { data } = await octokit.request({
      method: 'POST',
      url: `${server}/login/oauth/access_token`,
      headers: { accept: 'application/json' },
      data: { client_id: clientId, client_secret: clientSecret, ...asked },
    } as never);
    return tokenSchema.parse(data);
  }

  async function revoke(token: string): Promise<void> {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    await octokit.request('DELETE /applications/{client_id}/token', {
      client_id: clientId,
      access_token: token,
      headers: { authorization: `Basic ${basic}` },
    });
  }

  return {
    authorizeUrl({ redirectUrl, state, verifier }) {
      const asked = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUrl,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      return `${server}/login/oauth/authorize?${asked}`;
    },
    async checkSecret() {
      const answer = await exchange({ code: 'none' });
      if ('error' in answer) refuse(answer);
    },
    async identify({ code, redirectUrl, verifier }) {
      const answer = await exchange({ code, redirect_uri: redirectUrl, code_verifier: verifier });
      if ('error' in answer) return refuse(answer);
      const token = answer.access_token;
      try {
        const { data } = await octokit.request('GET /user', { headers: { authorization: `Bearer ${token}` } });
        return { outcome: 'identified', id: Number(data.id), login: data.login };
      } finally {
        await revoke(token);
      }
    },
  };
}

function refuse({
  error,
  error_description: description,
}: {
  error: string;
  error_description?: string | undefined;
}): Identification {
  if (OUR_FAULTS.has(error))
    throw new AppError('invalid_config', `GitHub refuses this deployment’s App: ${description ?? error}`);
  return { outcome: 'refused', reason: description ?? error };
}
