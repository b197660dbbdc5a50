import { findSchedules } from '@pangeo-forge/db/feedstocks/schedules';
import { z } from 'zod';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';

const time = (description: string) =>
  z
    .string()
    .nullable()
    .meta({ description: `ISO 8601, UTC: ${description}` });

const scheduleSchema = z
  .object({
    recipe_id: z.string(),
    schedule: z.string().meta({ description: 'Five fields of cron, UTC.', example: '0 6 * * *' }),
    next_at: time('when the next run starts; null while it is paused.'),
    last_run_id: z.int().nullable().meta({ description: 'The last run that the schedule started.' }),
    skipped_at: time('the last due time that started nothing.'),
    skip_reason: z.string().nullable(),
    paused_at: time('since when it is paused.'),
    paused_by: z.string().nullable().meta({ description: 'A login; null when failures paused it.' }),
    pause_reason: z.string().nullable(),
  })
  .meta({ id: 'Schedule' });

export const scheduleRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/feedstocks/{id}/schedules',
    operationId: 'read_feedstock_schedules',
    summary: 'Recipes of a feedstock that run at fixed times',
    description: 'As `feedstock/meta.yaml` of the default branch says.',
    tags: ['feedstock'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The schedules; none for an unknown feedstock.', schema: z.array(scheduleSchema) },
    async handle({ parts, params }) {
      const found = await findSchedules(parts.database.pool, params.id);
      const schedules = found.map((one) => ({
        recipe_id: one.recipeId,
        schedule: one.cron,
        next_at: one.pausedAt === null ? one.nextDueAt : null,
        last_run_id: one.lastRunId,
        skipped_at: one.skippedAt,
        skip_reason: one.skipReason,
        paused_at: one.pausedAt,
        paused_by: one.pausedBy,
        pause_reason: one.pauseReason,
      }));
      return json(schedules);
    },
  }),
];
