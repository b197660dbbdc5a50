import { Migration } from '@mikro-orm/migrations';

/** Production runs by conclusion are a small part of all runs: counted up to 10,000 for a page, they were looked for among all of that conclusion. */
export class CountOfKind20261121140500 extends Migration {
  override up(): void {
    this.addSql('create index reciperun_of_kind on reciperun (is_test, conclusion)');
  }

  override down(): void {
    this.addSql('drop index if exists reciperun_of_kind');
  }
}
