import { listDeliveries } from '@pangeo-forge/db/deliveries/list-deliveries';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';

export const deliveriesListCommand = defineCommand({
  path: 'deliveries list',
  summary: 'Webhook deliveries that were accepted, latest first.',
  options: [
    ['--repository <owner/name>', 'of one repository'],
    ['--state <state>', 'due, leased, waiting, done or failed'],
    ['--limit <n>', 'maximum number (20)'],
  ],
  input: z.object({
    repository: z.string().optional(),
    state: z.enum(['due', 'leased', 'waiting', 'done', 'failed']).optional(),
    limit: z.coerce.number().int().positive().default(20),
  }),
  async run(context, query) {
    const deliveries = await withDatabase(context, ({ pool }) => listDeliveries(pool, query));
    const text = table(deliveries, {
      id: ({ id }) => id,
      event: ({ event, action }) => [event, action].filter(Boolean).join('.'),
      about: ({ repository, number }) => `${repository ?? ''}${number === null ? '' : `#${number}`}`,
      received: ({ receivedAt }) => receivedAt,
      state: ({ state }) => state ?? 'ignored',
      note: ({ lastError }) => lastError?.slice(0, 80),
    });
    return { data: deliveries, text };
  },
});
