import { answerOf } from '@pangeo-forge/api-client/answers';
import { z } from 'zod';
import { findBakery } from '../../api/bakeries.ts';
import { defineCommand } from '../../define-command.ts';

export const bakeriesResumeCommand = defineCommand({
  path: 'bakeries resume',
  summary: 'Start runs at a bakery again, waiting ones first.',
  details: 'A pause in the bakery’s file must be removed there.',
  arguments: [['<bakery>', 'its name or its id']],
  input: z.object({ bakery: z.string() }),
  async run(context, { bakery: wanted }) {
    const { id, name } = await findBakery(context.api(), wanted);
    await answerOf(context.api().POST('/ops/bakeries/{id}/resume', { params: { path: { id } } }));
    return { data: { bakery: name }, text: `Runs at ${name} start again in half a minute at most.` };
  },
});
