import type { App, Installation } from '../store/account.ts';
import { nodeId } from '../store/node-id.ts';
import type { World } from '../store/world.ts';
import { simpleUser, timestamp, timestampOrNull, userOrNull } from './user.ts';

/** `integration` of GitHub's description. */
export function appRepresentation(world: World, app: App) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    owner: simpleUser(world, app.owner),
    name: app.name,
    description: '',
    external_url: app.externalUrl,
    html_url: `${world.serverUrl}/apps/${app.slug}`,
    created_at: timestamp(app.createdAt),
    updated_at: timestamp(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}

export const appOrNull = (world: World, app: App | null) => (app ? appRepresentation(world, app) : null);

/** `installation` of GitHub's description. */
export function installationRepresentation(world: World, installation: Installation) {
  const { app, account } = installation;
  const settings = account.type === 'Organization' ? `organizations/${account.login}/settings` : 'settings';
  return {
    id: installation.id,
    account: simpleUser(world, account),
    repository_selection: installation.repositories === 'all' ? ('all' as const) : ('selected' as const),
    access_tokens_url: `${world.apiUrl}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.apiUrl}/installation/repositories`,
    html_url: `${world.serverUrl}/${settings}/installations/${installation.id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: timestamp(installation.createdAt),
    updated_at: timestamp(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: userOrNull(world, installation.suspendedBy),
    suspended_at: timestampOrNull(installation.suspendedAt),
  };
}
