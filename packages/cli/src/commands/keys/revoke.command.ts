import { revokeApiKey } from '@pangeo-forge/db/keys/api-key';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const keysRevokeCommand = defineCommand({
  path: 'keys revoke',
  summary: 'Make a key invalid.',
  arguments: [['<prefix>', 'as `keys list` shows it']],
  input: z.object({ prefix: z.string() }),
  async run(context, { prefix }) {
    const revoked = await withDatabase(context, ({ pool }) =>
      inTransaction(pool, (db) => revokeApiKey(db, prefix, operatorName())),
    );
    if (!revoked) throw new AppError('not_found', `There is no key ${prefix}.`);
    return { data: revoked, text: `The key ${prefix} of ${revoked.owner} is revoked.` };
  },
});
