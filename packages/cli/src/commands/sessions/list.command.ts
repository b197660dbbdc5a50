import { listSessions } from '@pangeo-forge/db/sessions/session';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';

export const sessionsListCommand = defineCommand({
  path: 'sessions list',
  summary: 'Who is signed in on the pages.',
  arguments: [['[login]', 'only sessions of this person']],
  input: z.object({ login: z.string().optional() }),
  async run(context, { login }) {
    const sessions = await withDatabase(context, ({ pool }) => listSessions(pool, login ?? null));
    const text = table(sessions, {
      login: (session) => session.login,
      since: ({ createdAt }) => createdAt,
      'last used': ({ lastUsedAt }) => lastUsedAt,
      expires: ({ expiresAt }) => expiresAt,
    });
    return { data: sessions, text };
  },
});
