import { readDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const deliveriesShowCommand = defineCommand({
  path: 'deliveries show',
  summary: 'One delivery with its payload; `explain` shows what was done with it.',
  arguments: [['<id>', 'GitHub’s id of the delivery']],
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const delivery = await withDatabase(context, ({ pool }) => readDelivery(pool, id));
    if (!delivery) throw new AppError('not_found', `There is no delivery ${id}: it was never accepted, or was purged.`);
    return { data: delivery, text: JSON.stringify(delivery, null, 2) };
  },
});
