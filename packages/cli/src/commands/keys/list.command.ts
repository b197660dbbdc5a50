import { listApiKeys } from '@pangeo-forge/db/keys/api-key';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';

export const keysListCommand = defineCommand({
  path: 'keys list',
  summary: 'The keys of the REST API, without their secret parts.',
  input: z.object({}),
  async run(context) {
    const keys = await withDatabase(context, ({ pool }) => listApiKeys(pool));
    const text = table(keys, {
      prefix: ({ prefix }) => prefix,
      owner: ({ owner }) => owner,
      scopes: ({ scopes }) => scopes.join(','),
      bakery: ({ bakery }) => bakery,
      'last used': ({ lastUsedAt }) => lastUsedAt,
      expires: ({ expiresAt }) => expiresAt,
      revoked: ({ revokedAt }) => revokedAt,
    });
    return { data: keys, text };
  },
});
