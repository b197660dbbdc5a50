import { defineEntity, p } from '@mikro-orm/core';
import type { ApiKeyScope } from '@pangeo-forge/shared/keys/api-key';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.integer().primary().autoincrement(),
    prefix: p.text(),
    hash: p.text(),
    owner: p.text(),
    scopes: p.array().$type<ApiKeyScope[]>(),
    /** The key works for runs of this bakery only. */
    bakery: p.text().nullable(),
    created_at: time().defaultRaw('now()'),
    expires_at: time().nullable(),
    last_used_at: time().nullable(),
    revoked_at: time().nullable(),
  },
});
