import { z } from 'zod';

const repositories = z.array(z.object({ full_name: z.string() })).optional();

/**
 * The part of `installation` and `installation_repositories` events that is read. `suspend` carries no list of
 * repositories.
 */
export const installationSchema = z.object({
  action: z.string(),
  installation: z.object({ id: z.number(), account: z.object({ login: z.string() }) }),
  repositories,
  repositories_added: repositories,
  repositories_removed: repositories,
  sender: z.object({ login: z.string() }).optional(),
});
