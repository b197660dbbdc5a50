import { z } from 'zod';
import { listBakeries } from '../../api/bakeries.ts';
import { defineCommand } from '../../define-command.ts';
import { table } from '../../output/table.ts';

export const bakeriesListCommand = defineCommand({
  path: 'bakeries list',
  summary: 'The bakeries that a meta.yaml can name.',
  input: z.object({}),
  async run(context) {
    const bakeries = await listBakeries(context.api());
    const text = table(bakeries, {
      id: ({ id }) => id,
      name: ({ name }) => name,
      region: ({ region }) => region,
      description: ({ description }) => description,
    });
    return { data: bakeries, text };
  },
});
