import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { runSubject } from '@pangeo-forge/db/names/subject';
import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { createInvocation } from '@pangeo-forge/db/invocations/invocation';
import type { Pool } from '@pangeo-forge/db/open-database';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Feedstock } from './make-feedstock.ts';

export const BAKERY = 'local';

export interface WantedBake {
  feedstock: Feedstock;
  /** `owner/name` */
  spec: string;
  name: string;
}

/** A test run that somebody asked for, as a `/run` leaves it. */
export async function dispatchBake(pool: Pool, { feedstock, spec, name }: WantedBake): Promise<DueWork[]> {
  const recipeId = 'sea-surface-temperature';
  const datasetType = 'zarr';
  const bakeryId = await ensureBakery(pool, { name: BAKERY, region: '', description: '' });
  const { id: feedstockId } = await ensureFeedstock(pool, spec);
  return inTransaction(pool, async (client) => {
    const run = await registerRun(client, {
      dispatchKey: name as DispatchKey,
      recipeId,
      bakeryId,
      feedstockId,
      headSha: feedstock.sha,
      isTest: true,
      datasetType,
      cloneUrl: feedstock.url,
      feedstockSubdir: null,
      pullRequest: null,
      requestedBy: null,
    });
    const dispatched = await transitionRun(client, run.id, { type: 'dispatched', actor: 'bench' }, 'bench');
    const { due } = await createInvocation(client, {
      key: name,
      kind: 'bake',
      subject: runSubject(run.id),
      recipeRunId: run.id,
      request: {
        repoUrl: feedstock.url,
        ref: feedstock.sha,
        feedstockSubdir: null,
        bake: {
          recipeId,
          bakery: BAKERY,
          jobName: `job-${run.id}`,
          prune: true,
          subpath: `bench/${run.id}`,
          datasetType,
        },
      },
      label: name,
    });
    return [...(dispatched.outcome === 'changed' ? dispatched.due : []), ...due];
  });
}
