import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { type PermissionLevel, type PermissionName, ROUTE_PERMISSIONS } from './route-permissions.ts';

export type AppPermissions = Partial<Record<PermissionName, PermissionLevel>>;

/** What this App may not do on an account, and who can change that where. */
export interface PermissionGap {
  account: string;
  /** As GitHub names them: `issues: write`. */
  missing: string[];
  /** Where the owner of the App adds them to what it asks for; null where it asks for them already. */
  requestUrl: string | null;
  /** Where an owner of the account accepts what the App asks for. */
  acceptUrl: string;
}

/** The part of GitHub's answers about an App that is read. */
export interface AskingApp {
  slug?: string | undefined;
  html_url: string;
  permissions: Readonly<Record<string, string | undefined>>;
  owner: { login?: string; type?: string } | object;
}

export interface GrantingInstallation {
  html_url: string;
  account: { login?: string; slug?: string } | null;
  permissions: Readonly<Record<string, string | undefined>>;
}

/** The permissions that our requests need. */
export function neededPermissions(): AppPermissions {
  const needed: AppPermissions = { metadata: 'read' };
  for (const permissions of Object.values(ROUTE_PERMISSIONS)) {
    for (const [name, level] of Object.entries(permissions) as Array<[PermissionName, PermissionLevel]>) {
      if (needed[name] !== 'write') needed[name] = level;
    }
  }
  return needed;
}

const RANK: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };

function missingOf(granted: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(neededPermissions())
    .filter(([name, level]) => (RANK[granted[name] ?? ''] ?? 0) < (RANK[level] ?? 0))
    .map(([name, level]) => `${name}: ${level}`);
}

/**
 * Compares what an account has granted with what our requests need; null where nothing is missing. New permissions take
 * effect when an owner of the account accepts them.
 * [docs.github.com/apps/using-github-apps/approving-updated-permissions-for-a-github-app]
 */
export function permissionGapOf(app: AskingApp, installation: GrantingInstallation): PermissionGap | null {
  const missing = missingOf(installation.permissions);
  if (missing.length === 0) return null;
  const { login = '', slug = '' } = installation.account ?? {};
  return {
    account: login || slug,
    missing,
    requestUrl: missingOf(app.permissions).length === 0 ? null : permissionsPageOf(app),
    acceptUrl: installation.html_url,
  };
}

function permissionsPageOf({ slug, html_url: htmlUrl, owner }: AskingApp): string {
  const { login = '', type = '' } = owner as { login?: string; type?: string };
  const settings = type === 'Organization' ? `organizations/${login}/settings` : 'settings';
  return `${new URL(htmlUrl).origin}/${settings}/apps/${slug}/permissions`;
}

/** What somebody does about it, as sentences in Markdown. */
export function describePermissionGap({ account, missing, requestUrl, acceptUrl }: PermissionGap): string {
  const names = missing.map((one) => `${codeSpan(one)}`).join(', ');
  const request = requestUrl === null ? '' : `The owner of the App adds them at ${requestUrl}. Then `;
  const accept = `an owner of ${codeSpan(account)} accepts them at ${acceptUrl}.`;
  return `The GitHub App lacks permissions on ${codeSpan(account)}: ${names}. ${request || 'To grant them, '}${accept}`;
}
