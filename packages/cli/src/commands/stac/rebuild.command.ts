import { answerOf } from '@pangeo-forge/api-client/answers';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';

export const stacRebuildCommand = defineCommand({
  path: 'stac rebuild',
  summary: 'Rebuild every item of the API’s STAC catalogue.',
  details: 'In the background; the old items are served until then. Needs an admin key, or one with the scope ops.',
  input: z.object({}),
  async run(context) {
    const { items } = await answerOf(context.api().POST('/stac/rebuild'));
    return { data: { items }, text: `${items} item${items === 1 ? ' is' : 's are'} being rebuilt.` };
  },
});
