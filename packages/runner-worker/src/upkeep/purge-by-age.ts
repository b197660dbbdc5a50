import { purge } from '@pangeo-forge/db/upkeep/purge';
import type { Orchestrator } from '../registry/orchestrator.ts';

export async function purgeByAge({ database, logger }: Orchestrator): Promise<void> {
  const removed = await purge(database.pool);
  if (Object.values(removed).some((count) => count > 0)) logger.info({ removed }, 'purged by age');
}
