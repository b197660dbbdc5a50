import { assertMigrated } from '@pangeo-forge/db/migrate';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

const TEST_FEEDSTOCK = 'pforgetest/test-staged-recipes';

export const dbSeedCommand = defineCommand({
  path: 'db seed',
  summary: `Add a feedstock’s row if it is not there (${TEST_FEEDSTOCK}): for review apps and first steps.`,
  replaces: '`postdeploy/seed_review_app_data.py`',
  arguments: [['[feedstocks...]', 'owner/name of each']],
  input: z.object({
    feedstocks: z.array(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')).default([]),
  }),
  async run(context, { feedstocks }) {
    const rows = await withDatabase(context, async (database) => {
      await assertMigrated(database);
      const seeded = [];
      for (const spec of feedstocks.length > 0 ? feedstocks : [TEST_FEEDSTOCK]) {
        seeded.push(await ensureFeedstock(database.pool, spec));
      }
      return seeded;
    });
    return { data: rows, text: rows.map(({ id, spec }) => `feedstock ${id}: ${spec}`).join('\n') };
  },
});
