import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = path.join(import.meta.dirname, '../..');
const text = readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8');
const { services } = z
  .object({
    services: z.record(
      z.string(),
      z.looseObject({
        environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        volumes: z.array(z.string()).optional(),
        command: z.array(z.string()).optional(),
      }),
    ),
  })
  .parse(parse(text, { merge: true }));

test('the runner gets nothing of the App, and what it needs has no default', () => {
  const { environment, volumes } = services['runner'] ?? {};
  const given = JSON.stringify({ environment, volumes });
  for (const secret of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'SOPS_AGE_KEY'])
    expect(given).not.toContain(`\${${secret}`);
  expect(given).not.toContain('${POSTGRES_PASSWORD');
  expect(given).not.toContain('./secrets');
  expect(given).toMatch(/\$\{RUNNER_SECRETS:\?[^}]+\}:\/app\/secrets:ro/);
  expect(String(environment?.['DATABASE_URL'])).toMatch(
    /^postgres:\/\/pangeo-forge-run:\$\{RUNNER_POSTGRES_PASSWORD:\?/,
  );
});

test('the migration makes the runner’s database role, and nobody else logs in with it', () => {
  expect(services['migrate']?.environment?.['RUNNER_DATABASE_URL']).toBe(
    services['runner']?.environment?.['DATABASE_URL'],
  );
  for (const [name, { environment }] of Object.entries(services))
    if (name !== 'runner') expect(String(environment?.['DATABASE_URL'] ?? '')).not.toContain('pangeo-forge-run:');
});

test('the queue asks for a password', () => {
  expect(services['redis']?.command?.join(' ')).toContain('--requirepass');
  for (const name of ['worker', 'runner', 'api'])
    expect(services[name]?.environment?.['REDIS_URL']).toMatch(/^redis:\/\/:\$\{REDIS_PASSWORD:\?/);
});

test('the page about Docker names every variable without which Compose does not start', () => {
  const page = readFileSync(path.join(ROOT, 'docs/operations/docker.md'), 'utf8');
  const needed = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name));
  expect(needed.size).toBeGreaterThan(3);
  for (const name of needed) expect(page).toContain(`${name}=`);
});
