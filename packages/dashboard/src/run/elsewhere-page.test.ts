import { expect, test } from '@jest/globals';
import { elsewherePage } from './elsewhere-page.ts';

const page = (endpoint: string | null, host = 'api.example.org') =>
  elsewherePage(endpoint, {
    host,
    known: ['api-staging.example.org', 'localhost:8001'],
    path: '/dashboard/recipe-run/12',
  });
const text = (endpoint: string, host?: string) => String(page(endpoint, host)?.body ?? '');

test('a link to this deployment shows its run, by any name of loopback', () => {
  expect(page(null)).toBeNull();
  expect(page('API.example.org')).toBeNull();
  expect(page('https://api.example.org/')).toBeNull();
  expect(page('localhost:8000', '127.0.0.1:8000')).toBeNull();
});

test('a link to another deployment shows no run of this one, and links there', () => {
  expect(text('api-staging.example.org')).toContain(
    'href="https://api-staging.example.org/dashboard/recipe-run/12?orchestratorEndpoint=api-staging.example.org"',
  );
  expect(text('localhost:8001', '127.0.0.1:8000')).toContain('href="http://localhost:8001/dashboard/');
});

test('a host that the configuration does not name is neither shown nor linked', () => {
  for (const endpoint of ['evil.example', 'api-staging.example.org.evil.example', 'api-staging.example.org:444']) {
    expect(text(endpoint)).toContain('a deployment that is not known here');
    expect(text(endpoint)).not.toMatch(/evil|444|:\/\//);
  }
});

test('an invalid host gets no link', () => {
  for (const endpoint of ['javascript:alert(1)', 'user@evil.example', '"><script>', 'a b', '']) {
    expect(page(endpoint)).toBeNull();
  }
});
