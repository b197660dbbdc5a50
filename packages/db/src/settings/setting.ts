import type { Row } from '../entities/tables.ts';
import { affected, build, first, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** Null when the setting was never written, or was deleted. */
export function findSetting(db: Queryable, key: string): Promise<Pick<Row<'setting'>, 'value' | 'updated_at'> | null> {
  return first(db, build.selectFrom('setting').select(['value', 'updated_at']).where('key', '=', key));
}

export async function writeSetting(db: Queryable, key: string, value: unknown): Promise<void> {
  await affected(
    db,
    build
      .insertInto('setting')
      .values({ key, value: JSON.stringify(value) })
      .onConflict((same) =>
        same.column('key').doUpdateSet((given) => ({ value: given.ref('excluded.value'), updated_at: now })),
      ),
  );
}

/** False when there was none. */
export async function deleteSetting(db: Queryable, key: string): Promise<boolean> {
  return (await affected(db, build.deleteFrom('setting').where('key', '=', key))) > 0;
}
