import { type ApiKeyRecord, endApiKey, findApiKey, insertApiKey, listApiKeys } from '@pangeo-forge/db/api/api-keys';
import { writeJournal } from '@pangeo-forge/db/journal/write-journal';
import { inTransaction, type Queryable } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/id.schema.ts';
import { actorOf } from '../http/row-writes.ts';
import { timestampSchema } from '../recipe-runs/recipe-run.schema.ts';
import { type Caller, SCOPES } from './caller.ts';
import { newKeyText } from './key-text.ts';

const scope = z.enum(SCOPES).meta({ id: 'Scope' });
const moment = z.string().nullable().meta({ format: 'date-time' });

const apiKeySchema = z
  .object({
    id: z.int(),
    prefix: z.string().meta({ description: 'The beginning of the key, which names it.' }),
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
  .extend({ key: z.string().meta({ description: 'Shown this once: only its hash is kept.' }) })
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
    .meta({ description: 'How long the old key goes on working.' }),
});

const failures = { 404: 'There is no such key.' };

export const apiKeyRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/api_keys/',
    operationId: 'list_api_keys',
    summary: 'Every key, by its prefix',
    tags: ['api_key'],
    access: 'admin',
    answers: { description: 'The keys, revoked ones too.', schema: z.array(apiKeySchema) },
    handle: async ({ parts }) => json(await listApiKeys(parts.database.pool)),
  }),
  defineRoute({
    method: 'post',
    path: '/api_keys/',
    operationId: 'create_api_key',
    summary: 'Make a key',
    tags: ['api_key'],
    access: 'admin',
    body: createSchema,
    answers: { description: 'The key.', schema: newApiKeySchema },
    handle: async ({ parts, body, caller }) => {
      const { owner, scopes, bakery = null, expires_at: expiresAt } = body;
      const given = { owner, scopes, bakery, expiresAt: expiresAt ? `${expiresAt}Z` : null };
      return json(await inTransaction(parts.database.pool, (client) => makeKey(client, given, caller, 'made the key')));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api_keys/{id}/rotate',
    operationId: 'rotate_api_key',
    summary: 'Replace a key by a new one that may do the same',
    tags: ['api_key'],
    access: 'admin',
    params: idPathSchema,
    body: rotateSchema,
    answers: { description: 'The new key.', schema: newApiKeySchema },
    failures: { ...failures, 409: 'The key has been revoked.' },
    handle: async ({ parts, params, body, caller }) =>
      json(
        await inTransaction(parts.database.pool, async (client) => {
          const old = await findApiKey(client, params.id);
          if (!old) throw notFound();
          if (old.revoked_at) throw new AppError('conflict', 'This key has been revoked: make a new one.');
          await endApiKey(client, old.id, body.overlap_seconds);
          const { owner, scopes, bakery, expires_at: expiresAt } = old;
          return makeKey(client, { owner, scopes, bakery, expiresAt }, caller, `replaced the key ${old.prefix} by`);
        }),
      ),
  }),
  defineRoute({
    method: 'delete',
    path: '/api_keys/{id}',
    operationId: 'revoke_api_key',
    summary: 'Revoke a key, at once and for ever',
    tags: ['api_key'],
    access: 'admin',
    params: idPathSchema,
    answers: { description: 'The key as it is now.', schema: apiKeySchema },
    failures,
    handle: async ({ parts, params, caller }) => {
      const revoked = await inTransaction(parts.database.pool, async (client) => {
        const key = await endApiKey(client, params.id, 0);
        if (key) await journal(client, key, caller, 'revoked the key');
        return key;
      });
      if (!revoked) throw notFound();
      return json(revoked);
    },
  }),
];

type Grant = Pick<ApiKeyRecord, 'owner' | 'scopes' | 'bakery'> & { expiresAt: string | null };

async function makeKey(db: Queryable, grant: Grant, caller: Caller | null, did: string) {
  const { key, prefix, hash } = newKeyText();
  const record = await insertApiKey(db, { ...grant, prefix, hash });
  await journal(db, record, caller, did);
  return { ...record, key };
}

async function journal(db: Queryable, { id, prefix, owner }: ApiKeyRecord, caller: Caller | null, did: string) {
  await writeJournal(db, {
    kind: 'operation',
    subject: `api key ${id}`,
    decision: 'changed',
    actor: actorOf(caller),
    reason: `${did} ${prefix} of ${owner}`,
  });
}

function notFound(): AppError {
  return new AppError('not_found', 'api_key not found');
}
