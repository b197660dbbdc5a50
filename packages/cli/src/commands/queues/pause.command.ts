import { stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const queuesPauseCommand = defineCommand({
  path: 'queues pause',
  summary: 'Start nothing new; webhooks are still accepted, and running work continues.',
  arguments: [['<reason>', 'a sentence that people read on GitHub']],
  input: z.object({ reason: z.string().min(1) }),
  async run(context, { reason }) {
    await withDatabase(context, ({ pool }) => stopDispatching(pool, { reason, by: operatorName() }));
    return { data: { stopped: true, reason }, text: 'Paused. `pangeo-forge queues resume` continues.' };
  },
});
