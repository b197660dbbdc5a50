import { type ApiKey, createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from '@pangeo-forge/db/keys/api-key';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { API_KEY_SCOPES } from '@pangeo-forge/shared/keys/api-key';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { actorOf } from '../http/row-writes.ts';
import { timestampSchema } from '../recipe-runs/recipe-run.schema.ts';

const scope = z.enum(API_KEY_SCOPES).meta({ id: 'Scope' });
const moment = z.string().nullable().meta({ format: 'date-time' });

const apiKeySchema = z
  .object({
    prefix: z.string().meta({ description: 'The first part of the key, which identifies it.' }),
    owner: z.string(),
    scopes: z.array(scope),
    bakery: z.string().nullable().meta({ description: 'The key works for runs of this bakery only.' }),
    created_at: z.string().meta({ format: 'date-time' }),
    expires_at: moment,
    last_used_at: moment,
    revoked_at: moment,
  })
  .meta({ id: 'ApiKey' });

const newApiKeySchema = apiKeySchema
  .extend({ key: z.string().meta({ description: 'Shown only once: only its hash is stored.' }) })
  .meta({ id: 'NewApiKey' });

const createSchema = z.object({
  owner: z.string().min(1),
  scopes: z.array(scope).min(1),
  bakery: z.string().nullable().optional(),
  expires_at: timestampSchema.nullable().optional(),
});

const DAY_S = 86_400;
const rotateSchema = z.object({
  overlap_seconds: z
    .int()
    .min(0)
    .max(90 * DAY_S)
    .default(DAY_S)
    .meta({ description: 'How long the old key continues to work.' }),
});

const prefixSchema = z.object({ prefix: z.string() });

export const apiKeyRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/api_keys/',
    operationId: 'list_api_keys',
    summary: 'List all keys',
    tags: ['api_key'],
    access: { scope: 'admin', about: 'deployment' },
    answers: { description: 'The keys, including revoked ones.', schema: z.array(apiKeySchema) },
    handle: async ({ parts }) => json((await listApiKeys(parts.database.pool)).map(served)),
  }),
  defineRoute({
    method: 'post',
    path: '/api_keys/',
    operationId: 'create_api_key',
    summary: 'Create a key',
    tags: ['api_key'],
    access: { scope: 'admin', about: 'deployment' },
    body: createSchema,
    answers: { description: 'The key.', schema: newApiKeySchema },
    async handle({ parts, body, caller }) {
      const { owner, scopes, bakery = null, expires_at: expiry } = body;
      const grant = { owner, scopes, bakery, expiresAt: expiry ? new Date(`${expiry}Z`) : null };
      const made = await inTransaction(parts.database.pool, (client) => createApiKey(client, grant, actorOf(caller)));
      return json({ ...served(made.row), key: made.key });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api_keys/{prefix}/rotate',
    operationId: 'rotate_api_key',
    summary: 'Replace a key by a new one with the same scopes',
    tags: ['api_key'],
    access: { scope: 'admin', about: 'deployment' },
    params: prefixSchema,
    body: rotateSchema,
    answers: { description: 'The new key.', schema: newApiKeySchema },
    failures: { 404: 'There is no such key, or it has expired or was revoked.' },
    async handle({ parts, params, body, caller }) {
      const graceMs = body.overlap_seconds * 1_000;
      const rotated = await inTransaction(parts.database.pool, (client) =>
        rotateApiKey(client, params.prefix, graceMs, actorOf(caller)),
      );
      if (!rotated) throw notFound();
      return json({ ...served(rotated.row), key: rotated.key });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api_keys/{prefix}',
    operationId: 'revoke_api_key',
    summary: 'Revoke a key, immediately and permanently',
    tags: ['api_key'],
    access: { scope: 'admin', about: 'deployment' },
    params: prefixSchema,
    answers: { description: 'The key after the change.', schema: apiKeySchema },
    failures: { 404: 'There is no such key.' },
    async handle({ parts, params, caller }) {
      const revoked = await inTransaction(parts.database.pool, (client) =>
        revokeApiKey(client, params.prefix, actorOf(caller)),
      );
      if (!revoked) throw notFound();
      return json(served(revoked));
    },
  }),
];

function served({ prefix, owner, scopes, bakery, ...times }: ApiKey): z.output<typeof apiKeySchema> {
  return {
    prefix,
    owner,
    scopes,
    bakery,
    created_at: times.createdAt,
    expires_at: times.expiresAt,
    last_used_at: times.lastUsedAt,
    revoked_at: times.revokedAt,
  };
}

function notFound(): AppError {
  return new AppError('not_found', 'api_key not found');
}
