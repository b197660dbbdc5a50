/** Ids that can stand in a path, an argument and a URL. Adopted rows may hold others (with `/` in them): those are only read. */
const RECIPE_ID = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Null when the id is good, else why it is not. */
export function whyBadRecipeId(id: string): string | null {
  if (RECIPE_ID.test(id) && !id.includes('..')) return null;
  return `the recipe id ${JSON.stringify(id)} may hold only letters, digits, ".", "_" and "-", start with a letter, digit or "_", hold no "..", and be at most 128 characters long`;
}
