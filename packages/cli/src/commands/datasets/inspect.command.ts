import { answerOf } from '@pangeo-forge/api-client/answers';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';

export const datasetsInspectCommand = defineCommand({
  path: 'datasets inspect',
  summary: 'Open the datasets of runs that have succeeded, and store what they hold.',
  details:
    'In the background, by role run. No run is changed. Without --all, those that were not opened yet; runs of the original service among them. Needs an admin key, or one with the scope ops.',
  options: [['--all', 'also datasets that were opened before']],
  input: z.object({ all: z.boolean().default(false) }),
  async run(context, { all }) {
    const params = { query: { again: all ? ('true' as const) : ('false' as const) } };
    const { runs } = await answerOf(context.api().POST('/datasets/inspections', { params }));
    return { data: { runs }, text: `The datasets of ${runs} run${runs === 1 ? ' are' : 's are'} being inspected.` };
  },
});
