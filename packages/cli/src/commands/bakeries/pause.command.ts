import { answerOf } from '@pangeo-forge/api-client/answers';
import { z } from 'zod';
import { findBakery } from '../../api/bakeries.ts';
import { defineCommand } from '../../define-command.ts';

export const bakeriesPauseCommand = defineCommand({
  path: 'bakeries pause',
  summary: 'Start nothing new at a bakery, for maintenance; running jobs continue.',
  arguments: [
    ['<bakery>', 'its name or its id'],
    ['<reason>', 'a sentence that people read on GitHub'],
  ],
  input: z.object({ bakery: z.string(), reason: z.string().min(1) }),
  async run(context, { bakery: wanted, reason }) {
    const { id, name } = await findBakery(context.api(), wanted);
    await answerOf(context.api().POST('/ops/bakeries/{id}/pause', { params: { path: { id } }, body: { reason } }));
    return { data: { bakery: name, reason }, text: `Paused. \`pangeo-forge bakeries resume ${name}\` continues.` };
  },
});
