import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { appOf } from '../../deployment/find-app.ts';

export const appJwtCommand = defineCommand({
  path: 'app jwt',
  summary: 'Print a token of the App itself, good for ten minutes.',
  replaces: '`get_jwt()` of the Python service',
  input: z.object({}),
  async run(context) {
    const token = await (await appOf(context)).jwt();
    return { data: { token }, text: token, isSecret: true };
  },
});
