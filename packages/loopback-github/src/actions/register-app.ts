import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { addAccount, type World } from '../store/world.ts';
import type { Account, App, Permissions } from '../store/account.ts';

export interface NewApp {
  name: string;
  owner: Account;
  webhookUrl: string;
  webhookSecret?: string | undefined;
  permissions: Permissions;
  events: string[];
  externalUrl?: string | undefined;
  callbackUrls?: string[] | undefined;
}

/** Registers an App with a fresh key pair, and pings its webhook. */
export function registerApp(world: World, input: NewApp): { app: App; privateKeyPem: string } {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const id = world.nextId();
  const slug = input.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const app: App = {
    id,
    slug,
    name: input.name,
    clientId: `Iv23li${randomBytes(7).toString('hex')}`,
    clientSecret: randomBytes(20).toString('hex'),
    callbackUrls: input.callbackUrls ?? [],
    owner: input.owner,
    bot: addAccount(world, `${slug}[bot]`, 'Bot'),
    publicKeyPem: keys.publicKey,
    permissions: { metadata: 'read', ...input.permissions },
    events: input.events,
    hook: {
      id: world.nextId(),
      url: input.webhookUrl,
      secret: input.webhookSecret ?? randomBytes(20).toString('hex'),
      contentType: 'json',
      insecureSsl: '0',
    },
    externalUrl: input.externalUrl ?? `${world.serverUrl}/apps/${slug}`,
    createdAt: world.now(),
  };
  world.apps.set(id, app);
  world.webhooks.ping(app);
  return { app, privateKeyPem: keys.privateKey };
}
