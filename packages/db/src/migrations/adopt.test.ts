import { afterAll, describe, expect, test } from '@jest/globals';
import { createProductionLikeDatabase } from '../testing/production-like-database.ts';
import { onServer } from '../testing/on-server.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { canRestoreBackup, restoreBackup } from '../testing/restore-backup.ts';
import { assertMigrated, migrate } from '../migrate.ts';
import { openDatabase } from '../open-database.ts';

const RUNS_OF_PRODUCTION = 1_416;
const COLUMNS = {
  alembic_version: 'version_num',
  bakery: 'id, region, name, description',
  feedstock: 'id, spec, provider',
  reciperun: `id, recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, completed_at, conclusion, status, message, is_test,
    dataset_type, dataset_public_url`,
};

const drops: Array<() => Promise<void>> = [];
afterAll(async () => {
  await Promise.all(drops.map((drop) => drop()));
});

async function have(create: () => Promise<TestDatabase>): Promise<string> {
  const database = await create();
  drops.push(() => database.drop());
  return database.url;
}

async function migrateOnce(url: string): Promise<string[]> {
  const database = openDatabase({ url, poolSize: 2 });
  try {
    const applied = await migrate(database);
    await assertMigrated(database);
    return applied;
  } finally {
    await database.close();
  }
}

/** A checksum of every column of every row, and the state of each sequence. */
function fingerprint(url: string): Promise<Record<string, unknown>> {
  return onServer(url, async (server) => {
    const tables: Record<string, unknown> = {};
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const { rows } = await server.query(
        `select count(*)::integer as rows, md5(string_agg(t::text, '|' order by t::text)) as checksum from (select ${columns} from ${table}) t`,
      );
      tables[table] = rows[0];
    }
    for (const sequence of ['bakery_id_seq', 'feedstock_id_seq', 'reciperun_id_seq']) {
      const { rows } = await server.query(`select last_value::integer, is_called from ${sequence}`);
      tables[sequence] = rows[0];
    }
    return tables;
  });
}

const restorable = await canRestoreBackup();
const sources: Array<[name: string, create: () => Promise<TestDatabase>, run: typeof describe.skip]> = [
  ['a generated database of the original service', createProductionLikeDatabase, describe],
  ['the production backup', restoreBackup, restorable ? describe : describe.skip],
];

for (const [name, create, run] of sources) {
  run(`adopting ${name}`, () => {
    test('loses and changes no row, and leaves the sequences where they were', async () => {
      const url = await have(create);
      const before = await fingerprint(url);
      expect(before['reciperun']).toMatchObject({ rows: RUNS_OF_PRODUCTION });
      expect(await migrateOnce(url)).not.toEqual([]);
      expect(await fingerprint(url)).toEqual(before);
    });

    test('a second time changes nothing', async () => {
      const url = await have(create);
      await migrateOnce(url);
      const before = await fingerprint(url);
      expect(await migrateOnce(url)).toEqual([]);
      expect(await fingerprint(url)).toEqual(before);
    });

    test('by several processes at once is done once', async () => {
      const url = await have(create);
      const before = await fingerprint(url);
      const applied = await Promise.all([1, 2, 3].map(() => migrateOnce(url)));
      expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
      expect(await fingerprint(url)).toEqual(before);
    });

    test('lets the original go on: it inserts, updates and deletes as before, and ids go on where they were', async () => {
      const url = await have(create);
      await migrateOnce(url);
      await onServer(url, async (server) => {
        const last = await server.query<{ last: number }>('select max(id) as last from reciperun');
        const { rows } = await server.query<{ id: number }>(
          `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, status, is_test)
           select recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, 'queued', is_test from reciperun order by id limit 1
           returning id`,
        );
        expect(rows[0]?.id).toBe((last.rows[0]?.last ?? 0) + 1);
        await server.query(`update reciperun set status = 'in_progress' where id = $1`, [rows[0]?.id]);
        await server.query(
          `insert into journal (kind, subject, recipe_run_id, decision, reason) values ('operation', 'x', $1, 'changed', 'x')`,
          [rows[0]?.id],
        );
        await server.query('delete from reciperun where id = $1', [rows[0]?.id]);
      });
    });
  });
}

test('an empty database gets the tables of the original too, and ids start at one', async () => {
  const url = await have(() => createTestDatabase());
  await migrateOnce(url);
  await onServer(url, async (server) => {
    const { rows } = await server.query(
      `insert into feedstock (spec, provider) values ('a/b-feedstock', 'github') returning id`,
    );
    expect(rows).toEqual([{ id: 1 }]);
  });
});
