import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Route, toOpenApiPath } from '../http/define-route.ts';

const problemSchema = z
  .object({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() })
  .meta({ id: 'ValidationError' });

const invalidSchema = z.object({ detail: z.array(problemSchema) }).meta({ id: 'HTTPValidationError' });

const failureSchema = z.object({ detail: z.string() }).meta({ id: 'Failure' });

const JSON_TYPE = 'application/json';

const TAGS: Readonly<Record<string, string>> = {
  status: 'Whether the API answers',
  recipe_run: 'Executions of recipes: their state, the decisions about them, and their datasets',
  github_app: 'Webhook deliveries of the GitHub App, and how they were handled',
  dataset: 'Datasets of production: search, versions and pictures',
  bakery: 'Places that run recipes and keep their datasets',
  feedstock: 'Repositories that hold recipes',
  logs: 'What the runner and the bakery wrote while a recipe ran',
  stats: 'Counts of everything',
  repr: 'Datasets as xarray shows them',
  feeds: 'Atom feeds of datasets and runs',
  stac: 'Datasets of production as a STAC catalogue',
  api_key: 'Keys to this API',
  ops: 'For operators: failed work, switches, alerts',
};

/** OpenAPI 3.1 of the routes, from the very schemas that validate their requests. */
export function describeApi(routes: readonly Route[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = toOpenApiPath(route.path);
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Pangeo Forge API',
      version: '1.0.0',
      description:
        'Recipe runs, feedstocks, bakeries and the datasets they make. Reading is public; writing needs a key.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This deployment' }],
    security: [],
    tags: [...new Set(routes.flatMap(({ tags }) => tags))].map((name) => ({ name, description: TAGS[name] ?? '' })),
    paths,
    components: { securitySchemes: { APIKeyHeader: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
  });
}

function describeRoute(route: Route): ZodOpenApiOperationObject {
  const takesInput = route.params || route.query || route.body;
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    tags: [...route.tags],
    ...securityOf(route),
    requestParams: { ...(route.params ? { path: route.params } : {}), ...(route.query ? { query: route.query } : {}) },
    ...(route.body
      ? { requestBody: { required: !route.bodyMayBeAbsent, content: { [JSON_TYPE]: { schema: route.body } } } }
      : {}),
    responses: {
      '200': describeSuccess(route),
      ...(takesInput && !route.refuse ? { '422': failure('The request is not valid.', invalidSchema) } : {}),
      ...(route.access === 'public'
        ? {}
        : { '401': failure('The key is not valid.'), '403': failure('A key is needed, or this key may not do this.') }),
      '4XX': failure('The request was refused for another reason, such as its size.'),
      ...(route.limit || route.access !== 'public'
        ? { '429': failure('Too many requests: `Retry-After` says when to try again.') }
        : {}),
      ...Object.fromEntries(
        Object.entries(route.failures ?? {}).map(([status, description]) => [status, failure(description)]),
      ),
    },
  };
}

/** A route that is public for some queries only takes a key, and does without. */
function securityOf({ access }: Route) {
  if (access === 'public') return {};
  return { security: typeof access === 'function' ? [{}, { APIKeyHeader: [] }] : [{ APIKeyHeader: [] }] };
}

function describeSuccess({ answers }: Route) {
  const schema = answers.schema ?? z.unknown();
  const types = answers.contentTypes ?? [JSON_TYPE];
  return { description: answers.description, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

function failure(description: string, schema: z.ZodType = failureSchema) {
  return { description, content: { [JSON_TYPE]: { schema } } };
}
