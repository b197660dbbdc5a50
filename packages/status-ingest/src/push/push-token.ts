import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import type { OAuth2Client } from 'google-auth-library';

/** A service account whose pushes are trusted. */
export interface PushSender {
  serviceAccountEmail: string;
  audience: string;
  /** Where Google publishes the certificates of its signatures. */
  certsUrl: string;
}

export interface PushTokenVerifier {
  /**
   * Whether one of the configured senders signed the token.
   * @throws AppError `unavailable` when the certificates are not available at the moment.
   */
  isGenuine(token: string): Promise<boolean>;
}

const CERTS_LIMIT_MS = 10_000;
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/**
 * Verifies Google's OpenID Connect tokens: signature, issuer, audience and expiry by Google's library, and the account,
 * which the library does not check.
 */
export function createPushTokenVerifier(
  senders: readonly PushSender[],
  certsLimitMs: number = CERTS_LIMIT_MS,
): PushTokenVerifier {
  const clients = new Map<string, Promise<OAuth2Client>>();
  const clientOf = (certsUrl: string) => {
    const known = clients.get(certsUrl) ?? openClient(certsUrl);
    clients.set(certsUrl, known);
    return known;
  };
  return {
    async isGenuine(token) {
      for (const sender of senders) {
        if (await isSignedFor(await clientOf(sender.certsUrl), token, sender, certsLimitMs)) return true;
      }
      return false;
    },
  };
}

async function isSignedFor(
  client: OAuth2Client,
  token: string,
  sender: PushSender,
  certsLimitMs: number,
): Promise<boolean> {
  const unavailable = (cause?: unknown) => {
    throw new AppError('unavailable', "Google's certificates are not available at the moment: send it again.", {
      cause,
    });
  };
  // the library has no limit of its own
  const { certs } = await withTimeout(client.getFederatedSignonCertsAsync(), certsLimitMs, unavailable).catch(
    unavailable,
  );
  try {
    const ticket = await client.verifySignedJwtWithCertsAsync(token, certs, sender.audience, ISSUERS);
    const claims = ticket.getPayload();
    return claims?.email_verified === true && claims.email === sender.serviceAccountEmail;
  } catch {
    return false;
  }
}

/** The library is large: only who receives pushes loads it. */
async function openClient(certsUrl: string): Promise<OAuth2Client> {
  const { OAuth2Client: Client } = await import('google-auth-library');
  const transporterOptions = { timeout: CERTS_LIMIT_MS };
  return new Client({ endpoints: { oauth2FederatedSignonPemCertsUrl: certsUrl }, transporterOptions });
}
