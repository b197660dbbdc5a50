import { z } from 'zod';

/** A line of the journal. */
export const eventSchema = z
  .object({
    id: z.int(),
    at: z.string().meta({ format: 'date-time' }),
    kind: z.enum(['delivery', 'command', 'transition', 'operation']),
    decision: z
      .string()
      .meta({ description: 'ran, ignored, refused, waited, superseded, failed, changed or unchanged' }),
    from_state: z.string().nullable().meta({ example: 'queued' }),
    to_state: z.string().nullable().meta({ example: 'in_progress' }),
    actor: z.string().nullable().meta({ description: 'Who or what: a login, bakery, worker, reconciler, api key …' }),
    reason: z.string(),
    delivery_id: z.string().nullable(),
    recipe_run_id: z.int().nullable(),
  })
  .meta({ id: 'Event' });
