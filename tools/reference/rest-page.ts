import type { Route } from '@pangeo-forge/api/http/define-route';
import { ROUTES } from '@pangeo-forge/api/route-list';
import { markdownTable } from './markdown-table.ts';

/** Every route of the API, by topic. */
export function restPage(): string {
  const topics = Map.groupBy(ROUTES, ({ tags }) => tags[0] ?? 'other');
  return [
    '# REST API',
    'Each deployment describes its API: people read and try it at `/docs`, programs read `/openapi.json` (OpenAPI 3.1). Send your key as `X-API-Key`. Reading needs no key, except where the table names a scope.',
    ...[...topics].flatMap(([topic, routes]) => [
      `## ${topic}`,
      markdownTable(['route', 'what', 'key'], routes.map(rowOf)),
    ]),
  ].join('\n\n');
}

function rowOf({ method, path, summary, access }: Route): string[] {
  const key = typeof access === 'function' ? 'for some queries' : access === 'public' ? '' : `\`${access.scope}\``;
  return [`\`${method.toUpperCase()} ${path}\``, summary, key];
}
