import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { OAuth2Client } from 'google-auth-library';

/** Whose pushes are believed. */
export interface PushSender {
  serviceAccountEmail: string;
  audience: string;
  /** Where Google publishes the certificates of its signatures. */
  certsUrl: string;
}

export interface PushTokenVerifier {
  /**
   * Whether a sender that we know signed the token.
   * @throws AppError `unavailable` when the certificates cannot be had just now.
   */
  isGenuine(token: string): Promise<boolean>;
}

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/** Verifies Google's OpenID Connect tokens: signature, issuer, audience and expiry by Google's library, and the account, which it leaves to us. */
export function createPushTokenVerifier(senders: readonly PushSender[]): PushTokenVerifier {
  const clients = new Map<string, Promise<OAuth2Client>>();
  const clientOf = (certsUrl: string) => {
    const known = clients.get(certsUrl) ?? openClient(certsUrl);
    clients.set(certsUrl, known);
    return known;
  };
  return {
    async isGenuine(token) {
      for (const sender of senders) {
        if (await isSignedFor(await clientOf(sender.certsUrl), token, sender)) return true;
      }
      return false;
    },
  };
}

async function isSignedFor(client: OAuth2Client, token: string, sender: PushSender): Promise<boolean> {
  const { certs } = await client.getFederatedSignonCertsAsync().catch((cause: unknown) => {
    throw new AppError('unavailable', "Google's certificates cannot be had just now: send it again.", { cause });
  });
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
  return new Client({ endpoints: { oauth2FederatedSignonPemCertsUrl: certsUrl } });
}
