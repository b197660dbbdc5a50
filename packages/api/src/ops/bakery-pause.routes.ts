import { pauseBakery, resumeBakery } from '@pangeo-forge/db/admission/pause';
import { findBakeryName } from '@pangeo-forge/db/bakeries/bakery';
import type { Subject } from '@pangeo-forge/shared/authorization/authorize';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';
import { actorOf, notFound } from '../http/row-writes.ts';

const answers = { description: 'It is done.', schema: z.object({ ok: z.literal(true) }) };
const failures = { 404: 'There is no such bakery.' };

export const bakeryPauseRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/ops/bakeries/{id}/pause',
    operationId: 'pause_bakery',
    summary: 'Start nothing new at a bakery',
    description: 'Runs in progress continue. Waiting runs show the reason.',
    tags: ['ops'],
    access: { scope: 'ops', about: ofBakery },
    params: idPathSchema,
    body: z.object({ reason: z.string().min(1) }),
    answers,
    failures,
    async handle({ parts, params, body, caller }) {
      const name = await nameOf(parts, params.id);
      await pauseBakery(parts.database.pool, name, { reason: body.reason, by: actorOf(caller) });
      return json({ ok: true });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/ops/bakeries/{id}/resume',
    operationId: 'resume_bakery',
    summary: 'Start runs at a bakery again, after half a minute at most',
    description: 'A pause in the bakery’s file is not ended by this.',
    tags: ['ops'],
    access: { scope: 'ops', about: ofBakery },
    params: idPathSchema,
    answers,
    failures,
    async handle({ parts, params, caller }) {
      await resumeBakery(parts.database.pool, await nameOf(parts, params.id), actorOf(caller));
      return json({ ok: true });
    },
  }),
];

async function ofBakery({ params }: { params: { id: number } }, { database }: RouteParts): Promise<Subject> {
  return { of: 'bakeries', names: [await findBakeryName(database.pool, params.id)] };
}

async function nameOf({ database }: RouteParts, id: number): Promise<string> {
  const name = await findBakeryName(database.pool, id);
  if (name === null) throw notFound('bakery');
  return name;
}
