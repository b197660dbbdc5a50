import { resumeDispatching } from '@pangeo-forge/db/settings/dispatching';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const queuesResumeCommand = defineCommand({
  path: 'queues resume',
  summary: 'Continue after `queues pause` or `queues drain`.',
  input: z.object({}),
  async run(context) {
    const due = await withDatabase(context, ({ pool }) => resumeDispatching(pool, { by: operatorName() }));
    return {
      data: { stopped: false, due: due.length },
      text: `Running. Pieces of work that waited and are due now: ${due.length}.`,
    };
  },
});
