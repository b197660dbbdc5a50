import type { Migration } from '@mikro-orm/migrations';
import { MIGRATIONS } from './migration-list.ts';

export type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

/** Each file of the list exports its class, and nothing else. */
export function loadMigrations(): Promise<{ name: string; class: MigrationClass }[]> {
  return Promise.all(
    MIGRATIONS.map(async ({ name, load }) => {
      const [migration] = Object.values<MigrationClass>(await load());
      if (!migration) throw new Error(`packages/db/src/migrations/${name}.ts must export the class of the migration`);
      return { name, class: migration };
    }),
  );
}
