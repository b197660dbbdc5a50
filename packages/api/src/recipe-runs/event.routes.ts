import { readDecision, readRunEvents } from '@pangeo-forge/db/api/read-events';
import { RUN_PHASES } from '@pangeo-forge/db/names/run-phase';
import { listPhases } from '@pangeo-forge/db/runs/run-phases';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { json, jsonText } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { notFound } from '../http/row-writes.ts';
import { idPathSchema } from '../http/row.schema.ts';

/** A line of the journal. */
const eventSchema = z
  .object({
    id: z.int(),
    at: z.string().meta({ format: 'date-time' }),
    kind: z.enum(['delivery', 'command', 'transition', 'operation']),
    decision: z
      .string()
      .meta({ description: 'ran, ignored, refused, waited, superseded, failed, changed or unchanged' }),
    from_state: z.string().nullable().meta({ example: 'queued' }),
    to_state: z.string().nullable().meta({ example: 'in_progress' }),
    actor: z.string().nullable().meta({ description: 'A login, bakery, worker, reconciler, api key …' }),
    reason: z.string(),
    delivery_id: z.string().nullable(),
    recipe_run_id: z.int().nullable(),
  })
  .meta({ id: 'Event' });

const decisionSchema = z
  .object({
    id: z.string(),
    event: z.string(),
    action: z.string().nullable(),
    repository: z.string().nullable(),
    number: z.int().nullable(),
    received_at: z.string().meta({ format: 'date-time' }),
    handled_at: z.string().nullable().meta({ format: 'date-time' }),
    state: z.enum(['due', 'leased', 'waiting', 'done', 'failed']),
    waits_for: z.string().nullable(),
    decisions: z.array(eventSchema),
  })
  .meta({ id: 'Decision' });

const phaseSchema = z
  .object({
    phase: z.enum(RUN_PHASES),
    started_at: z.string().meta({ format: 'date-time' }),
    ended_at: z.string().nullable().meta({ format: 'date-time', description: 'Null while it goes on.' }),
    trace_id: z.string().nullable().meta({ description: 'Of its spans in OpenTelemetry; null without telemetry.' }),
  })
  .meta({ id: 'RunPhase' });

export const eventRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/phases',
    operationId: 'read_recipe_run_phases',
    summary: 'When each phase of a run began and ended',
    description: 'Of its last attempt, in order. Empty for a run that has not started, or is older than this.',
    tags: ['recipe_run'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The phases.', schema: z.array(phaseSchema) },
    async handle({ parts, params }) {
      const phases = await listPhases(parts.database.pool, params.id);
      return json(
        phases.map(({ phase, startedAt, endedAt, traceId }) => ({
          phase,
          started_at: startedAt,
          ended_at: endedAt,
          trace_id: traceId,
        })),
      );
    },
  }),
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/events',
    operationId: 'read_recipe_run_events',
    summary: 'Decisions and changes of a run, with reasons',
    tags: ['recipe_run'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The journal, oldest first.', schema: z.array(eventSchema) },
    failures: { 404: 'There is no such run.' },
    async handle({ parts, params }) {
      const events = await readRunEvents(parts.database.pool, params.id);
      if (events === null) throw notFound('reciperun');
      return jsonText(events);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/deliveries/{id}/decision',
    operationId: 'read_delivery_decision',
    summary: 'How a webhook delivery was handled',
    description: 'By GitHub’s delivery id (`X-GitHub-Delivery`). Its payload is not shown.',
    tags: ['github_app'],
    access: 'public',
    params: z.object({ id: z.string() }),
    answers: { description: 'Its state and its journal.', schema: decisionSchema },
    failures: { 404: 'No such delivery was received.' },
    async handle({ parts, params }) {
      const decision = await readDecision(parts.database.pool, params.id);
      if (decision === null) throw new AppError('not_found', 'delivery not found');
      return jsonText(decision);
    },
  }),
];
