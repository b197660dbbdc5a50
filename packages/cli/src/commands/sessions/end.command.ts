import { endSessions } from '@pangeo-forge/db/sessions/session';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const sessionsEndCommand = defineCommand({
  path: 'sessions end',
  summary: 'Sign somebody out everywhere, or everybody.',
  details: 'It takes effect at the next request. They can sign in again with GitHub.',
  arguments: [['[login]', 'whose sessions end']],
  options: [['--all', 'end the sessions of everybody']],
  input: z.object({ login: z.string().optional(), all: z.boolean().default(false) }),
  async run(context, { login, all }) {
    if ((login === undefined) !== all)
      throw new AppError('invalid_input', 'Name a login, or give --all: `sessions list` shows who is signed in.');
    const ended = await withDatabase(context, ({ pool }) =>
      inTransaction(pool, (db) => endSessions(db, login ?? null, operatorName())),
    );
    return { data: { ended }, text: `${ended.length} ${ended.length === 1 ? 'session' : 'sessions'} ended.` };
  },
});
