import { retryDelivery } from '@pangeo-forge/db/deliveries/retry-deliveries';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const deliveriesRedeliverCommand = defineCommand({
  path: 'deliveries redeliver',
  summary: 'Handle accepted deliveries again: only what is still to be done is done.',
  arguments: [['<ids...>', 'GitHub’s ids of the deliveries']],
  input: z.object({ ids: z.array(z.string()).min(1) }),
  async run(context, { ids }) {
    const due = await withDatabase(context, ({ pool }) =>
      inTransaction(pool, async (db) => {
        const made = [];
        for (const id of ids) {
          const work = await retryDelivery(db, id, operatorName());
          if (!work)
            throw new AppError('not_found', `There is no delivery ${id} that asks for anything; none was scheduled.`);
          made.push({ id, label: work.label });
        }
        return made;
      }),
    );
    return { data: due, text: due.map(({ id, label }) => `due: ${id} ${label}`).join('\n') };
  },
});
