import { z } from 'zod';
import { timestampSchema } from '../recipe-runs/recipe-run.schema.ts';

const limit = z
  .int()
  .nullable()
  .meta({ description: 'Maximum number of runs in progress at the bakery; null when it is not known here.' });

const queuedRunSchema = z
  .object({
    id: z.int(),
    recipe_id: z.string(),
    feedstock_id: z.int(),
    is_test: z.boolean(),
    started_at: timestampSchema,
  })
  .meta({ id: 'QueuedRun' });

export const bakeryQueueSchema = z
  .object({
    limit,
    is_default: z.boolean().meta({ description: 'Whether recipes whose `meta.yaml` names no bakery run here.' }),
    paused: z.string().nullable().meta({ description: 'Why the bakery starts nothing new for now.' }),
    stopped: z.string().nullable().meta({ description: 'Why this deployment starts nothing new for now.' }),
    active: z.array(queuedRunSchema).meta({ description: 'What it works on, the newest first.' }),
    waiting: z
      .array(
        queuedRunSchema
          .extend({
            place: z.int().nullable().meta({
              description: 'From 1, the next to start; null: it waits for another run that writes the same dataset.',
            }),
          })
          .meta({ id: 'WaitingRun' }),
      )
      .meta({ description: 'In the order in which they start.' }),
  })
  .meta({ id: 'BakeryQueue' });

export const runQueueSchema = z
  .object({
    state: z.enum(['waiting', 'running', 'ended']),
    waits_for: z
      .enum(['command', 'operator', 'budget', 'bakery', 'limit', 'earlier_run', 'worker', 'refusal'])
      .nullable()
      .meta({
        description:
          'command: a comment with /run; operator: an operator has stopped dispatching; budget: it may exceed a budget, and waits for /approve; bakery: the bakery is paused; limit: the bakery has reached its limit; earlier_run: a run that writes the same dataset; worker: a free runner slot; refusal: the bakery accepts no job at the moment.',
      }),
    reason: z.string().nullable().meta({ description: 'The same as a sentence.' }),
    place: z.int().nullable().meta({ description: 'Its place among those that wait for the bakery, from 1.' }),
    waiting: z.int().meta({ description: 'How many wait for the bakery.' }),
    active: z.int().meta({ description: 'How many the bakery works on.' }),
    limit,
    earlier_run_id: z.int().nullable(),
  })
  .meta({ id: 'RunQueue' });
