import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { appManifest } from './app-manifest.ts';
import { OPTIONAL_ROUTE_PERMISSIONS, ROUTE_PERMISSIONS } from './route-permissions.ts';

const ROUTE = /'((?:GET|POST|PUT|PATCH|DELETE) \/[^'\s]+)'/g;

async function routesInSources(): Promise<Set<string>> {
  const files = (await readdir(import.meta.dirname)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'route-permissions.ts',
  );
  const sources = await Promise.all(files.map((name) => readFile(path.join(import.meta.dirname, name), 'utf8')));
  return new Set(sources.flatMap((source) => [...source.matchAll(ROUTE)].map(([, route = '']) => route)));
}

test('every request declares the permissions that it needs, and no others are declared', async () => {
  expect([...(await routesInSources())].toSorted()).toEqual(
    Object.keys({ ...ROUTE_PERMISSIONS, ...OPTIONAL_ROUTE_PERMISSIONS }).toSorted(),
  );
});

test('the manifest asks for what is needed, and no more', () => {
  const manifest = appManifest({ name: 'Pangeo Forge', url: 'https://forge.example.org' });
  expect(manifest.default_permissions).toEqual({
    administration: 'write',
    checks: 'write',
    contents: 'write',
    deployments: 'write',
    issues: 'write',
    metadata: 'read',
    pull_requests: 'write',
  });
  expect(manifest.default_events).toEqual(['check_run', 'check_suite', 'issue_comment', 'pull_request', 'repository']);
});

test('an App with a hook URL has an active webhook', () => {
  const hookUrl = 'https://forge.example.org/github/hooks/';
  const about = { name: 'Pangeo Forge', url: 'https://forge.example.org' };
  expect(appManifest({ ...about, hookUrl }).hook_attributes).toEqual({ url: hookUrl, active: true });
  expect(appManifest(about).hook_attributes.active).toBe(false);
  const callbackUrl = 'https://forge.example.org/session/callback';
  expect(appManifest({ ...about, callbackUrl }).callback_urls).toEqual([callbackUrl]);
});
