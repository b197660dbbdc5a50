import { z } from 'zod';
import { json } from './http/answer.ts';
import { defineRoute, type Route } from './http/define-route.ts';

export const rootRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/',
    operationId: 'status__get',
    summary: 'Whether the API answers',
    tags: ['status'],
    access: 'public',
    answers: { description: 'It does.', schema: z.object({ status: z.literal('ok') }) },
    handle: () => json({ status: 'ok' }),
  }),
];
