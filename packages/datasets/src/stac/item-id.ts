import { createHash } from 'node:crypto';

/** A recipe's id as the id of its item: ids stand in URLs and file names, so that other characters make way for a digest that keeps them apart. */
export function itemIdOf(recipeId: string): string {
  const plain = recipeId.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^\.+/, '');
  if (plain === recipeId) return plain;
  return `${plain}-${createHash('sha256').update(recipeId).digest('hex').slice(0, 8)}`;
}
