import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { formatSubject, type Subject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';

/** What the role `run` is asked to do. It holds no secret: those come from the bakery's config. */
export interface InvocationRequest {
  repoUrl: string;
  ref: string;
  feedstockSubdir: string | null;
  bake?: {
    recipeId: string;
    bakery: string;
    jobName: string;
    prune: boolean;
    /** Fills `{subpath}` in the bakery's storage. */
    subpath: string;
    datasetType: string;
  };
}

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
  const { rows } = await db.query<{ id: string }>(
    `insert into runner_invocation (key, kind, subject, recipe_run_id, request) values ($1, $2, $3, $4, $5)
     on conflict (key) do nothing returning id::text`,
    [invocation.key, invocation.kind, invocation.subject, invocation.recipeRunId, JSON.stringify(invocation.request)],
  );
  if (!rows[0]) {
    const existing = await db.query<{ id: string }>('select id::text from runner_invocation where key = $1', [
      invocation.key,
    ]);
    return { id: existing.rows[0]?.id ?? '', due: [] };
  }
  const id = rows[0].id;
  const subject = invocation.lane ?? formatSubject({ of: 'invocation', id });
  return { id, due: [await enqueueWork(db, { kind: 'invocations', ref: id, subject, label: invocation.label })] };
}
