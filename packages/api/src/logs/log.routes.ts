import { findLogRun, findLogRunOf, type LogRun } from '@pangeo-forge/db/logs/find-log-run';
import type { Subject } from '@pangeo-forge/shared/authorization/authorize';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import type { Access } from '../keys/authorize.ts';
import { ofBakery } from '../recipe-runs/run-subject.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';
import { notFound } from '../http/row-writes.ts';
import { answerLog, answerTrace } from './answer-log.ts';
import { logQuerySchema, traceQuerySchema } from './log-request.schema.ts';

const RECIPE_OF_COMMIT = '/feedstocks/{owner}/{name}/{commit}/{recipe_id:path}';
const recipeOfCommitSchema = z.object({
  owner: z.string(),
  name: z.string(),
  commit: z.string().meta({ description: 'The commit, or at least its first seven digits.' }),
  recipe_id: z.string(),
});

const failures = { 404: 'There is no such run, or no such source.' };
const log = {
  description: 'The lines, oldest first.',
  schema: z.string(),
  contentTypes: ['text/plain', 'application/x-ndjson', 'text/event-stream'],
};
const trace = { description: 'The traceback, or the last messages.', schema: z.string(), contentTypes: ['text/plain'] };
const description =
  'With events, a reader that reconnects with `Last-Event-ID` misses nothing; the event `end` holds how the run ended.';

export const logRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/logs',
    operationId: 'read_recipe_run_logs',
    summary: 'The log of a run, live while it runs',
    description,
    tags: ['logs'],
    access: accessTo(ofRunById),
    freshMs: 0,
    limit: 'logs',
    params: idPathSchema,
    query: logQuerySchema,
    answers: log,
    failures,
    handle: async (call) => answerLog(call, await runOf(call.parts, call.params.id), call.query),
  }),
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/logs/trace',
    operationId: 'read_recipe_run_trace',
    summary: 'Why a run failed',
    tags: ['logs'],
    access: traceAccess(ofRunById),
    limit: 'logs',
    params: idPathSchema,
    query: traceQuerySchema,
    answers: trace,
    failures,
    handle: async (call) => answerTrace(call, await runOf(call.parts, call.params.id), call.query),
  }),
  defineRoute({
    method: 'get',
    path: `${RECIPE_OF_COMMIT}/logs/trace`,
    operationId: 'read_recipe_of_commit_trace',
    summary: 'Why the newest run of a recipe at a commit failed',
    tags: ['logs'],
    access: traceAccess(ofCommit),
    limit: 'logs',
    params: recipeOfCommitSchema,
    query: traceQuerySchema,
    answers: trace,
    failures,
    handle: async (call) => answerTrace(call, await runOfCommit(call.parts, call.params), call.query),
  }),
  defineRoute({
    method: 'get',
    path: `${RECIPE_OF_COMMIT}/logs`,
    operationId: 'read_recipe_of_commit_logs',
    summary: 'The log of the newest run of a recipe at a commit',
    description,
    tags: ['logs'],
    access: accessTo(ofCommit),
    freshMs: 0,
    limit: 'logs',
    params: recipeOfCommitSchema,
    query: logQuerySchema,
    answers: log,
    failures,
    handle: async (call) => answerLog(call, await runOfCommit(call.parts, call.params), call.query),
  }),
];

type About<Input> = (input: Input, parts: RouteParts) => Promise<Subject>;

/** Why a run failed is public, as far as it is in the runner's log. */
function traceAccess<Input>(about: About<Input>): (search: URLSearchParams) => Access<Input> {
  return (search) => (search.has('source') ? accessTo(about)(search) : 'public');
}

/** The runner's redacted output is for everybody. */
function accessTo<Input>(about: About<Input>): (search: URLSearchParams) => Access<Input> {
  return (search) => (search.getAll('source').at(-1) === 'runner' ? 'public' : { scope: 'logs:read', about });
}

async function ofRunById({ params }: { params: { id: number } }, parts: RouteParts): Promise<Subject> {
  return ofBakery((await runOf(parts, params.id)).bakery);
}

async function ofCommit({ params }: { params: z.output<typeof recipeOfCommitSchema> }, parts: RouteParts) {
  return ofBakery((await runOfCommit(parts, params)).bakery);
}

async function runOf({ database }: RouteParts, id: number): Promise<LogRun> {
  const run = await findLogRun(database.pool, id);
  if (!run) throw notFound('reciperun');
  return run;
}

async function runOfCommit({ database }: RouteParts, of: z.output<typeof recipeOfCommitSchema>): Promise<LogRun> {
  const feedstockSpec = `${of.owner}/${of.name}`;
  const run = await findLogRunOf(database.pool, { feedstockSpec, commit: of.commit, recipeId: of.recipe_id });
  if (!run) throw notFound('reciperun');
  return run;
}
