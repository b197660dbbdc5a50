/** Ids that are safe in a path, an argument and a URL. Adopted rows may have others (with `/`): those are only read. */
const RECIPE_ID = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Null when the id is valid, else the reason. */
export function whyBadRecipeId(id: string): string | null {
  if (RECIPE_ID.test(id) && !id.includes('..')) return null;
  return `the recipe id ${JSON.stringify(id)} may hold only letters, digits, ".", "_" and "-", start with a letter, digit or "_", hold no "..", and be at most 128 characters long`;
}
