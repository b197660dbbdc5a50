import { checkHostileRecipes } from '../../test/hostile/check-hostile-recipes.ts';
import { hostileRecipes } from '../../test/hostile/hostile-table.ts';

await checkHostileRecipes(hostileRecipes.filter(({ long }) => long));
