import { HANDLED_EVENTS } from '@pangeo-forge/shared/events/handled-events';
import { type AppPermissions, neededPermissions } from './app-permissions.ts';

export interface AppManifestOptions {
  name: string;
  /** Home page of the App. */
  url: string;
  /** Where webhooks are sent; without it the App has no active webhook yet. */
  hookUrl?: string | undefined;
  /** Where GitHub sends the browser back to, with the code for the new App. */
  redirectUrl?: string;
  /** Where browsers come back to after people signed in; nobody can sign in without. */
  callbackUrl?: string | undefined;
  /** Whether accounts other than the owner's can install it; false by default. */
  isPublic?: boolean;
}

/** As https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest wants it. */
export interface AppManifest {
  name: string;
  url: string;
  hook_attributes: { url: string; active: boolean };
  redirect_url?: string;
  callback_urls?: string[];
  public: boolean;
  default_permissions: AppPermissions;
  default_events: string[];
}

/** GitHub sends these to every App, and refuses a subscription to them; the last are ours. */
const ALWAYS_SENT: ReadonlySet<string> = new Set(['installation', 'installation_repositories', 'page']);

/**
 * The manifest of a deployment's App: the permissions that our requests need, the events that have a handler, and no
 * more.
 */
export function appManifest({
  name,
  url,
  hookUrl,
  redirectUrl,
  callbackUrl,
  isPublic,
}: AppManifestOptions): AppManifest {
  return {
    name,
    url,
    hook_attributes: hookUrl ? { url: hookUrl, active: true } : { url: 'https://example.org/', active: false },
    ...(redirectUrl ? { redirect_url: redirectUrl } : {}),
    ...(callbackUrl ? { callback_urls: [callbackUrl] } : {}),
    public: isPublic ?? false,
    default_permissions: neededPermissions(),
    default_events: subscribedEvents(),
  };
}

function subscribedEvents(): string[] {
  const names = HANDLED_EVENTS.map((event) => event.split('.')[0] ?? event);
  return [...new Set(names)].filter((name) => !ALWAYS_SENT.has(name)).toSorted();
}
