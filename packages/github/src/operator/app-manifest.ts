import { HANDLED_EVENTS } from '@pangeo-forge/shared/events/handled-events';

/** What the App does on GitHub takes these, and nothing more. */
const PERMISSIONS = {
  administration: 'write', // creates feedstock repositories
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
} as const;

/** GitHub sends these to every App, and refuses a subscription to them. */
const ALWAYS_SENT = new Set(['installation', 'installation_repositories']);

export interface AppManifestOptions {
  name: string;
  /** Home page of the App. */
  url: string;
  /** Where webhooks are sent; without it the App has no active webhook yet. */
  hookUrl?: string | undefined;
  /** Where GitHub sends the browser back to, with the code. */
  redirectUrl: string;
}

/**
 * What GitHub is asked to make. The events are those that have a handler.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export function appManifest({ name, url, hookUrl, redirectUrl }: AppManifestOptions): Record<string, unknown> {
  const events = new Set(HANDLED_EVENTS.map((event) => event.split('.')[0] ?? event));
  return {
    name,
    url,
    redirect_url: redirectUrl,
    public: false,
    hook_attributes: hookUrl ? { url: hookUrl, active: true } : { url: 'https://example.org/', active: false },
    default_permissions: PERMISSIONS,
    default_events: [...events].filter((event) => !ALWAYS_SENT.has(event)).sort(),
  };
}
