import { readDispatching } from '@pangeo-forge/db/settings/dispatching';
import { readQueueStatus } from '@pangeo-forge/db/work/work-queues';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';

export const queuesStatusCommand = defineCommand({
  path: 'queues status',
  summary: 'What is due, in progress, waiting and failed; add workers when the oldest due work gets old.',
  input: z.object({}),
  async run(context) {
    const { queues, dispatching } = await withDatabase(context, async ({ pool }) => ({
      queues: await readQueueStatus(pool),
      dispatching: await readDispatching(pool),
    }));
    const state = dispatching.stopped ? `Paused by ${dispatching.by}: ${dispatching.reason}` : 'Running.';
    const text = table(
      queues,
      {
        queue: ({ kind }) => kind,
        due: ({ due }) => due,
        'in progress': ({ leased }) => leased,
        waiting: ({ waiting }) => waiting,
        failed: ({ failed }) => failed,
        'oldest due (s)': ({ oldestDueSeconds }) => oldestDueSeconds,
      },
      'No work.',
    );
    return { data: { dispatching, queues }, text: `${state}\n${text}` };
  },
});
