/** The key of a service account, as Google hands it out. */
export interface GoogleCredentials {
  project_id: string;
  client_email: string;
  private_key: string;
}

export interface GoogleAccess {
  projectId: string;
  credentials: GoogleCredentials | null;
  /** A stand-in's URL: spoken to plainly, without credentials. Null: Google. */
  endpoint: string | null;
}

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/**
 * Options that every Google client takes: REST, so that a process needs no gRPC channels, and credentials or a stand-in's address. `auth` has no type,
 * since each client brings the auth library's types of its own version.
 */
export async function googleClientOptions({ projectId, credentials, endpoint }: GoogleAccess) {
  const { GoogleAuth: Auth, PassThroughClient } = await import('google-auth-library');
  const common = { projectId, fallback: true as const };
  if (endpoint === null) {
    const auth = new Auth({ projectId, scopes: SCOPES, ...(credentials ? { credentials } : {}) });
    return { ...common, auth: auth as never };
  }
  const { hostname, port, protocol } = new URL(endpoint);
  // without a client of its own, the library would look for a metadata server on the network
  const auth = new Auth({ authClient: new PassThroughClient(), projectId });
  return { ...common, auth: auth as never, apiEndpoint: hostname, port: Number(port), protocol: protocol.slice(0, -1) };
}
