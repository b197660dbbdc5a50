import { sql } from 'kysely';
import type { InvocationOutcome, InvocationRequest } from '../entities/runner-invocation.entity.ts';
import type { Row } from '../entities/tables.ts';
import { build, first, iso } from '../statements.ts';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { formatSubject, type Subject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';

export interface NewInvocation {
  /** The same key is never invoked twice. */
  key: string;
  kind: 'expand_meta' | 'bake';
  /** Whose waiting work is woken when it ends. */
  subject: Subject;
  recipeRunId: number | null;
  request: InvocationRequest;
  /** Invocations of one lane never overlap, such as two production runs of one target. */
  lane?: Subject;
  label: string;
}

export interface CreatedInvocation {
  id: string;
  /** Empty when it was there before. */
  due: DueWork[];
}

export async function createInvocation(db: Queryable, invocation: NewInvocation): Promise<CreatedInvocation> {
  const { key, kind, subject, recipeRunId: recipe_run_id, request } = invocation;
  const created = await first(
    db,
    build
      .insertInto('runner_invocation')
      .values({ key, kind, subject, recipe_run_id, request })
      .onConflict((same) => same.column('key').doNothing())
      .returning('id'),
  );
  if (!created) return { id: (await findInvocation(db, { key }))?.id ?? '', due: [] };
  const { id } = created;
  const lane = invocation.lane ?? formatSubject({ of: 'invocation', id });
  return { id, due: [await enqueueWork(db, { kind: 'invocations', ref: id, subject: lane, label: invocation.label })] };
}

export interface Invocation
  extends Pick<
    Row<'runner_invocation'>,
    'id' | 'key' | 'kind' | 'subject' | 'request' | 'state' | 'outcome' | 'result' | 'traceback'
  > {
  recipeRunId: number | null;
  exitCode: number | null;
  failureReason: string | null;
  cancelRequested: boolean;
  /** Of its first try, ISO 8601. */
  startedAt: string | null;
  /** When its bakery first refused to take its job for the moment, ISO 8601; null when it did not. */
  refusedAt: string | null;
}

export function findInvocation(db: Queryable, by: { id: string } | { key: string }): Promise<Invocation | null> {
  const found = build
    .selectFrom('runner_invocation')
    .select(({ ref }) => [
      'id',
      'key',
      'kind',
      'subject',
      'recipe_run_id as recipeRunId',
      'request',
      'state',
      'outcome',
      'exit_code as exitCode',
      'result',
      'failure_reason as failureReason',
      'traceback',
      sql<boolean>`cancel_requested_at is not null`.as('cancelRequested'),
      iso(ref('started_at'), 'ms').as('startedAt'),
      iso(ref('refused_at'), 'ms').as('refusedAt'),
    ]);
  return first(db, 'id' in by ? found.where('id', '=', by.id) : found.where('key', '=', by.key));
}

const NOT_OF_RECIPE: readonly InvocationOutcome[] = ['refused', 'not_run'];

/**
 * Whether a failed end may be for the author to fix: not where its bakery never took the job, or our own machine did
 * not run it.
 */
export async function isOfRecipe(db: Queryable, recipeRunId: number): Promise<boolean> {
  const bake = await first(
    db,
    build
      .selectFrom('runner_invocation as i')
      .innerJoin('reciperun as r', 'r.id', 'i.recipe_run_id')
      .select(['i.outcome', sql<boolean>`i.refusal is not null and r.submitted_at is null`.as('wasRefused')])
      .where('r.id', '=', recipeRunId)
      .where('i.kind', '=', 'bake')
      .orderBy('i.id', 'desc')
      .limit(1),
  );
  return !bake || !(bake.wasRefused || NOT_OF_RECIPE.some((outcome) => outcome === bake.outcome));
}
