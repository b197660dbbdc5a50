import { Migration } from '@mikro-orm/migrations';

/** In the order of ids, so that a page of production runs by conclusion is found by the index that counts them: it was looked for along all runs. */
export class PageOfKind20261121153500 extends Migration {
  override up(): void {
    this.addSql('drop index reciperun_of_kind');
    this.addSql('create index reciperun_of_kind on reciperun (is_test, conclusion, id)');
  }

  override down(): void {
    this.addSql('drop index if exists reciperun_of_kind');
    this.addSql('create index reciperun_of_kind on reciperun (is_test, conclusion)');
  }
}
