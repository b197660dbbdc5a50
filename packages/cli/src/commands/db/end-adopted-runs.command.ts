import { ABANDONED_AFTER_DAYS, findAbandonedAdoptedRuns } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { assertMigrated } from '@pangeo-forge/db/migrate';
import { setSwitch } from '@pangeo-forge/db/settings/operator-switch';
import { z } from 'zod';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

const MAX_COUNTED = 100_000;

export const dbEndAdoptedRunsCommand = defineCommand({
  path: 'db end-adopted-runs',
  summary: 'End the runs that the Python service left in progress, once it no longer works on this database.',
  details: `Those started more than ${ABANDONED_AFTER_DAYS} days ago end as \`stale\`, a hundred at a time, by the worker’s upkeep; nothing is posted on GitHub.`,
  options: [['--undo', 'stop ending them; those that have ended stay so']],
  input: z.object({ undo: z.boolean().default(false) }),
  run: (context, { undo }) =>
    withDatabase(context, async (database) => {
      await assertMigrated(database);
      const left = await findAbandonedAdoptedRuns(database.pool, MAX_COUNTED);
      await setSwitch(database.pool, 'end adopted runs', !undo, operatorName());
      const runs = `${left.length} ${left.length === 1 ? 'run' : 'runs'}`;
      const text = undo
        ? `${runs} of the Python service stay in progress.`
        : `${runs} of the Python service will end as stale in the next minutes, while a worker runs.`;
      return { data: { ending: !undo, runs: left.length }, text };
    }),
});
