import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { appOf } from '../../deployment/find-app.ts';

export const appApiCommand = defineCommand({
  path: 'app api',
  summary: 'Call GitHub’s REST API as the App.',
  details: `Examples:
  pangeo-forge app api GET /app/hook/config
  pangeo-forge app api PATCH /repos/OWNER/REPO/check-runs/ID --installation OWNER --data '{"status": "completed", "conclusion": "cancelled"}'`,
  replaces: 'the "manual API calls" in Python (gidgethub with a token of the App)',
  arguments: [
    ['<method>', 'GET, POST, PATCH, PUT or DELETE'],
    ['<path>', 'such as /app'],
  ],
  options: [
    ['--jwt', 'as the App itself (unless --installation is given)'],
    ['--installation <account>', 'as its installation on an account'],
    ['--data <json>', 'the body'],
  ],
  input: z.object({
    method: z
      .string()
      .transform((text) => text.toUpperCase())
      .pipe(z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'])),
    path: z.string().startsWith('/', 'must start with /'),
    jwt: z.boolean().default(false),
    installation: z.string().optional(),
    data: z
      .string()
      .transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch (error) {
          context.addIssue({ code: 'custom', message: `is not JSON: ${(error as Error).message}` });
          return z.NEVER;
        }
      })
      .pipe(z.record(z.string(), z.unknown()))
      .optional(),
  }),
  async run(context, { method, path, jwt, installation, data }) {
    if (jwt && installation !== undefined)
      throw new AppError('invalid_input', 'Give --jwt or --installation, not both.');
    const app = await appOf(context);
    const answer = await app.request({
      method,
      path,
      ...(data ? { body: data } : {}),
      ...(installation === undefined ? {} : { installationOf: installation }),
    });
    return { data: answer.data ?? null, text: answer.data === undefined ? '' : JSON.stringify(answer.data, null, 2) };
  },
});
