import { randomBytes } from 'node:crypto';
import {
  acceptPermissions,
  chooseRepositories,
  deleteInstallation,
  installApp,
  setSuspended,
} from '../actions/change-installation.ts';
import { registerApp } from '../actions/register-app.ts';
import { lowerOf } from '../http/authorize.ts';
import { accountNamed, administratorOf, repositoryNamed, type World } from '../store/world.ts';
import type { App, Installation, Permissions } from '../store/account.ts';

export interface NewAppOptions {
  name: string;
  /** Login of the account that registers it; it must exist. */
  owner: string;
  /** Empty for an App without a webhook. */
  webhookUrl: string;
  /** A random one by default. */
  webhookSecret?: string;
  /** Write access to what a repository bot needs by default. */
  permissions?: Permissions;
  events?: string[];
  /** Where browsers may be sent back to after signing in; none by default. */
  callbackUrls?: string[];
}

export interface CreatedApp {
  id: number;
  slug: string;
  clientId: string;
  clientSecret: string;
  /** PEM, PKCS #1, as GitHub generates it. */
  privateKey: string;
  webhookSecret: string;
}

export interface AppControls {
  createApp(options: NewAppOptions): CreatedApp;
  /** A code that `POST /app-manifests/{code}/conversions` turns into the App of this manifest, once. */
  createAppManifestCode(options: NewAppOptions): string;
  /** The only places that browsers may be sent back to after signing in. */
  setCallbackUrls(appId: number, urls: string[]): void;
  /** Changes the URL of the App's webhook. */
  setWebhookUrl(appId: number, url: string): void;
  /** Installs on all repositories of an account, or on the named ones. Returns the installation's id. */
  installApp(appId: number, account: string, repositories?: string[]): number;
  setInstallationRepositories(installationId: number, repositories: 'all' | string[]): void;
  suspendInstallation(installationId: number): void;
  unsuspendInstallation(installationId: number): void;
  deleteInstallation(installationId: number): void;
  /** What the App asks for from now on. Less takes effect at once, more when the account's owner accepts it. */
  setAppPermissions(appId: number, permissions: Permissions): void;
  acceptPermissions(installationId: number): void;
}

const DEFAULT_PERMISSIONS: Permissions = {
  administration: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};
const DEFAULT_EVENTS = [
  'check_run',
  'check_suite',
  'deployment',
  'deployment_status',
  'issue_comment',
  'issues',
  'pull_request',
  'push',
  'repository',
];

export function appControls(world: World): AppControls {
  const register = (options: NewAppOptions) =>
    registerApp(world, {
      permissions: DEFAULT_PERMISSIONS,
      events: DEFAULT_EVENTS,
      ...options,
      owner: accountNamed(world, options.owner),
    });
  const appWith = (id: number): App => {
    const app = world.apps.get(id);
    if (!app) throw new Error(`there is no App ${id}: create it first`);
    return app;
  };
  const installationWith = (id: number): Installation => {
    const installation = world.installations.get(id);
    if (!installation) throw new Error(`there is no installation ${id}`);
    return installation;
  };
  const idsOf = (names: string[]): Set<number> => new Set(names.map((name) => repositoryNamed(world, name).id));

  return {
    createApp(options) {
      const { app, privateKeyPem } = register(options);
      const { id, slug, clientId, clientSecret, hook } = app;
      return { id, slug, clientId, clientSecret, privateKey: privateKeyPem, webhookSecret: hook.secret };
    },
    createAppManifestCode(options) {
      const code = randomBytes(20).toString('hex');
      world.manifestCodes.set(code, { ...register(options), createdAt: world.now() });
      return code;
    },
    setAppPermissions(appId, permissions) {
      const app = appWith(appId);
      app.permissions = { metadata: 'read', ...permissions };
      for (const installation of world.installations.values())
        if (installation.app === app) installation.permissions = lowerOf(installation.permissions, app.permissions);
    },
    acceptPermissions(id) {
      const installation = installationWith(id);
      acceptPermissions(world, installation, administratorOf(world, installation.account));
    },
    setCallbackUrls(appId, urls) {
      appWith(appId).callbackUrls = urls;
    },
    setWebhookUrl(appId, url) {
      appWith(appId).hook.url = url;
    },
    installApp(appId, login, repositories) {
      const account = accountNamed(world, login);
      return installApp(
        world,
        appWith(appId),
        account,
        administratorOf(world, account),
        repositories ? idsOf(repositories) : 'all',
      ).id;
    },
    setInstallationRepositories(id, repositories) {
      const installation = installationWith(id);
      const chosen = repositories === 'all' ? 'all' : idsOf(repositories);
      chooseRepositories(world, installation, administratorOf(world, installation.account), chosen);
    },
    suspendInstallation: (id) => suspend(id, true),
    unsuspendInstallation: (id) => suspend(id, false),
    deleteInstallation(id) {
      const installation = installationWith(id);
      deleteInstallation(world, installation, administratorOf(world, installation.account));
    },
  };

  function suspend(id: number, isSuspended: boolean): void {
    const installation = installationWith(id);
    setSuspended(world, installation, administratorOf(world, installation.account), isSuspended);
  }
}
