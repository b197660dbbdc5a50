import { rotateApiKey } from '@pangeo-forge/db/keys/api-key';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

const HOUR_MS = 3_600_000;

export const keysRotateCommand = defineCommand({
  path: 'keys rotate',
  summary: 'A new key with the same scopes; the old one stays valid for a while.',
  arguments: [['<prefix>', 'of the old key, as `keys list` shows it']],
  options: [['--grace <hours>', 'how long the old key stays valid (24)']],
  input: z.object({ prefix: z.string(), grace: z.coerce.number().min(0).default(24) }),
  async run(context, { prefix, grace }) {
    const rotated = await withDatabase(context, ({ pool }) =>
      inTransaction(pool, (db) => rotateApiKey(db, prefix, grace * HOUR_MS, operatorName())),
    );
    if (!rotated) throw new AppError('not_found', `There is no valid key ${prefix}.`);
    const { key, row, old } = rotated;
    const text = `${old.prefix} is valid until ${old.expiresAt}.\nThe new key, which is not shown again:\n${key}`;
    return { data: { ...row, key, old }, text, isSecret: true };
  },
});
