import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from './run-id.schema.ts';

export const runsLogsCommand = defineCommand({
  path: 'runs logs',
  summary: 'The log of a run.',
  details: 'Reading logs needs a key; `--trace` shows what is public: why the run failed.',
  arguments: [['<run>', 'its id']],
  options: [
    ['-f, --follow', 'go on until the run has ended'],
    ['--trace', 'the public trace: why it failed'],
    ['--source <source>', 'such as runner, worker or job-message'],
    ['--severity <severity>', 'such as WARNING: this, and what is worse'],
    ['--limit <n>', 'the last so many lines'],
  ],
  input: z.object({
    run: runIdSchema,
    follow: z.boolean().default(false),
    trace: z.boolean().default(false),
    source: z.string().optional(),
    severity: z.string().optional(),
    limit: z.coerce.number().int().positive().optional(),
  }),
  async run(context, { run, follow, trace, source, severity, limit }) {
    const path = `/recipe_runs/${run}/logs${trace ? '/trace' : ''}`;
    const query = { source, severity, limit, ...(trace ? {} : { follow, format: 'text' }) };
    const response = await context.api().request(path, { query, authenticated: !trace, isStream: follow });
    const lines: string[] = [];
    if (response.body) {
      const body = Readable.fromWeb(response.body as ReadableStream);
      for await (const line of createInterface({ input: body })) {
        if (context.json) lines.push(line);
        else context.print(line);
      }
    }
    return { data: { run, lines }, text: '' };
  },
});
