import { createHmac, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { whyUnreachable } from '../../api/connect-api.ts';
import { defineCommand } from '../../define-command.ts';

const TIME_LIMIT_MS = 60_000;

export const deliveriesReplayCommand = defineCommand({
  path: 'deliveries replay',
  summary: 'Sign the payload in a file with the deployment’s webhook secret, and deliver it.',
  details: 'The file holds a payload as GitHub’s delivery page shows it. Twice the same --id is one delivery.',
  arguments: [['<file>', 'a JSON file']],
  options: [
    ['--event <event>', 'such as pull_request'],
    ['--id <id>', 'delivery id (a new one)'],
  ],
  input: z.object({
    file: z.string(),
    event: z.string('--event is needed, such as pull_request'),
    id: z.string().optional(),
  }),
  async run(context, { file, event, id = randomUUID() }) {
    const body = await readFile(path.resolve(context.cwd, file)).catch((error: Error) => {
      throw new AppError('not_found', `${file} cannot be read: ${error.message}`);
    });
    const { githubApp } = await context.secrets();
    const signature = createHmac('sha256', githubApp.webhookSecrets[0] ?? '')
      .update(body)
      .digest('hex');
    const url = `${context.api().url}/github/hooks/`;
    const headers = {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    };
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const response = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: Error) => {
      throw new AppError('unavailable', `${url} could not be reached (${whyUnreachable(error)}).`, { cause: error });
    });
    const answer = await response.text();
    if (response.status === 401 || response.status === 403) {
      const message = `${url} refuses it: its webhook secret is not that of ${context.deployment()} in ${context.configDir()}.`;
      throw new AppError('unauthenticated', message);
    }
    if (response.status !== 202)
      throw new AppError('invalid_input', `It was answered with ${response.status}: ${answer.slice(0, 500)}`);
    return {
      data: { id, status: response.status, answer },
      text: `Accepted as ${id}: \`pangeo-forge explain ${id}\` shows what is done with it.`,
    };
  },
});
