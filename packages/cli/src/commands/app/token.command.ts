import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { appOf } from '../../deployment/find-app.ts';

export const appTokenCommand = defineCommand({
  path: 'app token',
  summary: 'Print a token of the App’s installation on an account, good for an hour.',
  replaces: '`get_access_token()` of the Python service',
  arguments: [['<account>', 'organisation or user']],
  input: z.object({ account: z.string() }),
  async run(context, { account }) {
    const token = await (await appOf(context)).installationToken(account);
    return { data: { account, token }, text: token, isSecret: true };
  },
});
