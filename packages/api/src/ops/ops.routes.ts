import { retryWork } from '@pangeo-forge/db/work/operate-work';
import { listWork } from '@pangeo-forge/db/work/work-queues';
import { readDispatching, resumeDispatching, stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { type Answer, json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { actorOf } from '../http/row-writes.ts';

const state = z.enum(['due', 'leased', 'waiting', 'failed', 'done']);
const workSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    ref: z.string(),
    subject: z.string(),
    label: z.string(),
    state,
    attempts: z.int(),
    due_at: z.string().meta({ format: 'date-time' }),
    updated_at: z.string().meta({ format: 'date-time' }),
    reason: z.string().nullable(),
    retrying_since: z
      .string()
      .nullable()
      .meta({ format: 'date-time', description: 'Since when it has failed and been retried.' }),
  })
  .meta({ id: 'Work' });
const dispatchingSchema = z
  .object({ stopped: z.boolean(), reason: z.string().nullable(), by: z.string().nullable() })
  .meta({ id: 'Dispatching' });

export const opsRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/ops/work/',
    operationId: 'list_work',
    summary: 'Work that failed, is retried or waits, and why',
    description: '`retrying`: the last attempt failed, and the work will be or is being tried again.',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    query: z.object({
      state: z.array(z.enum([...state.options, 'retrying'])).default(['failed', 'waiting', 'retrying']),
      limit: z.int().min(1).max(1_000).default(100),
    }),
    answers: { description: 'The work, newest change first.', schema: z.array(workSchema) },
    handle: async ({ parts, query }) => json(await listWork(parts.database.pool, query.state, query.limit)),
  }),
  defineRoute({
    method: 'post',
    path: '/ops/work/{id}/retry',
    operationId: 'retry_work',
    summary: 'Try work again, now',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    params: z.object({ id: z.int().min(1) }),
    answers: { description: 'It is due.', schema: z.object({ ok: z.literal(true) }) },
    failures: { 404: 'There is no such work, or it is in progress or done.' },
    async handle({ parts, params, caller }) {
      await tryAgain(parts, String(params.id), actorOf(caller));
      return json({ ok: true });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/ops/dispatching',
    operationId: 'read_dispatching',
    summary: 'Whether new things are started',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    answers: { description: 'The switch.', schema: dispatchingSchema },
    handle: ({ parts }) => answerDispatching(parts),
  }),
  defineRoute({
    method: 'post',
    path: '/ops/dispatching/stop',
    operationId: 'stop_dispatching',
    summary: 'Start nothing new',
    description:
      'Events are still accepted and journalled, and runs in progress continue. The reason is shown on GitHub.',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    body: z.object({ reason: z.string().min(1) }),
    answers: { description: 'The switch.', schema: dispatchingSchema },
    async handle({ parts, body, caller }) {
      await stopDispatching(parts.database.pool, { reason: body.reason, by: actorOf(caller) });
      return answerDispatching(parts);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/ops/dispatching/resume',
    operationId: 'resume_dispatching',
    summary: 'Resume dispatching; waiting work starts first',
    tags: ['ops'],
    access: { scope: 'ops', about: 'deployment' },
    answers: { description: 'The switch.', schema: dispatchingSchema },
    async handle({ parts, caller }) {
      await parts.waker.wake(await resumeDispatching(parts.database.pool, { by: actorOf(caller) }));
      return answerDispatching(parts);
    },
  }),
];

async function answerDispatching({ database }: RouteParts): Promise<Answer> {
  return json({ reason: null, by: null, ...(await readDispatching(database.pool)) });
}

/** @throws AppError `not_found` when there is nothing to try again. */
export async function tryAgain({ database, waker }: RouteParts, id: string, actor: string): Promise<void> {
  const due = await inTransaction(database.pool, (client) => retryWork(client, id, actor));
  if (!due)
    throw new AppError(
      'not_found',
      'There is no such work, or it is in progress or done: /ops shows what can be retried.',
    );
  await waker.wake([due]);
}
