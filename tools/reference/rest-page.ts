import type { Route } from '@pangeo-forge/api/http/define-route';
import { ROUTES } from '@pangeo-forge/api/route-list';
import { markdownTable } from './markdown-table.ts';

/** Every route of the API, by topic. */
export function restPage(): string {
  const topics = Map.groupBy(ROUTES, ({ tags }) => tags[0] ?? 'other');
  return [
    '# REST API',
    'Each deployment describes itself: `/docs` to read and try, `/openapi.json` for programs (OpenAPI 3.1). Reading is public but where a scope is named; a key is sent as `X-API-Key`.',
    ...[...topics].flatMap(([topic, routes]) => [
      `## ${topic}`,
      markdownTable(['route', 'what', 'key'], routes.map(rowOf)),
    ]),
  ].join('\n\n');
}

function rowOf({ method, path, summary, access }: Route): string[] {
  const key = typeof access === 'function' ? 'for some queries' : access === 'public' ? '' : `\`${access}\``;
  return [`\`${method.toUpperCase()} ${path}\``, summary, key];
}
