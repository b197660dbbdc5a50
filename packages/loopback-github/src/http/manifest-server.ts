import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { registerApp } from '../actions/register-app.ts';
import type { Account, Permissions } from '../store/account.ts';
import { findAccount, type World } from '../store/world.ts';

interface Manifest {
  name?: string;
  url?: string;
  redirect_url?: string;
  callback_urls?: string[];
  hook_attributes?: { url?: string; active?: boolean };
  default_permissions?: Permissions;
  default_events?: string[];
}

/**
 * The pages a manifest is posted to, `/settings/apps/new` and `/organizations/{org}/settings/apps/new`. The person who
 * would press the button agrees: the answer redirects back at once, with a code that can be converted in the next hour.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export function createManifestRouter(world: World): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false });
  router.post('/settings/apps/new', form, (request, response) => {
    const [someone] = [...world.accounts.values()].filter(({ type }) => type === 'User');
    register(world, someone, request, response);
  });
  router.post('/organizations/:org/settings/apps/new', form, (request, response) => {
    const { org } = request.params;
    register(world, typeof org === 'string' ? findAccount(world, org) : undefined, request, response);
  });
  return router;
}

function register(world: World, owner: Account | undefined, request: Request, response: Response): void {
  const manifest = parse((request.body as { manifest?: unknown } | undefined)?.manifest);
  if (!owner || !manifest?.url || !manifest.redirect_url) {
    response.status(422).send('Invalid manifest: "url" and "redirect_url" are needed, and an account that exists.\n');
    return;
  }
  const hook = manifest.hook_attributes;
  const registered = registerApp(world, {
    name: manifest.name ?? 'Unnamed App',
    owner,
    externalUrl: manifest.url,
    callbackUrls: manifest.callback_urls,
    webhookUrl: hook?.active === false ? '' : (hook?.url ?? ''),
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
  });
  const code = randomBytes(20).toString('hex');
  world.manifestCodes.set(code, { ...registered, createdAt: world.now() });
  const back = new URL(manifest.redirect_url);
  back.searchParams.set('code', code);
  const state = new URL(request.url, world.serverUrl).searchParams.get('state');
  if (state !== null) back.searchParams.set('state', state);
  response.redirect(302, back.href);
}

function parse(manifest: unknown): Manifest | undefined {
  try {
    return typeof manifest === 'string' ? (JSON.parse(manifest) as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
