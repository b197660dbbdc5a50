import { setTimeout as pause } from 'node:timers/promises';
import { stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { readQueueStatus } from '@pangeo-forge/db/work/work-queues';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

const LOOK_AGAIN_MS = 1_000;

export const queuesDrainCommand = defineCommand({
  path: 'queues drain',
  summary: 'Pause, and wait until no worker is busy: before maintenance.',
  arguments: [['<reason>', 'a sentence that people read on GitHub']],
  options: [['--within <minutes>', 'stop waiting after this time (30)']],
  input: z.object({ reason: z.string().min(1), within: z.coerce.number().positive().default(30) }),
  run: (context, { reason, within }) =>
    withDatabase(context, async ({ pool }) => {
      await stopDispatching(pool, { reason, by: operatorName() });
      const deadline = Date.now() + within * 60_000;
      let before = -1;
      for (;;) {
        const inHand = (await readQueueStatus(pool)).reduce((sum, { leased }) => sum + leased, 0);
        if (inHand === 0)
          return {
            data: { stopped: true, inHand },
            text: 'No worker is busy. `pangeo-forge queues resume` continues.',
          };
        if (Date.now() > deadline) {
          throw new AppError(
            'unavailable',
            `After ${within} minutes work is still in progress (${inHand}); it stays paused.`,
          );
        }
        if (inHand !== before) context.note(`in progress: ${inHand}`);
        before = inHand;
        await pause(LOOK_AGAIN_MS, undefined, { signal: context.signal });
      }
    }),
});
