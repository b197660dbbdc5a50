import { findLaterCancellations } from '@pangeo-forge/db/journal/command-records';
import type { CommandContext } from '../registry/define-command.ts';

/** Of these recipes, those that no later `/cancel` took back while the command waited, or that overtook it on its way. */
export async function notTakenBack(context: CommandContext, recipeIds: readonly string[]): Promise<string[]> {
  const cancellations = await findLaterCancellations(context.database.pool, context.work.subject, context.comment.id);
  if (cancellations.some((ids) => ids.length === 0 || ids.includes('all'))) return [];
  const takenBack = new Set(cancellations.flat());
  return recipeIds.filter((id) => !takenBack.has(id));
}
