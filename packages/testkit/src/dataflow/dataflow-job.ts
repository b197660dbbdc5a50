import { randomBytes } from 'node:crypto';

/** As Dataflow shows it; fields and names of `google.dataflow.v1beta3.Job`. */
export interface DataflowJob {
  id: string;
  projectId: string;
  name: string;
  type: 'JOB_TYPE_BATCH';
  currentState: string;
  currentStateTime: string;
  requestedState?: string;
  createTime: string;
  startTime: string;
  location: string;
  clientRequestId?: string;
  replacedByJobId?: string;
  /** Not in lists. */
  environment?: { workerPools: Array<{ kind: string; machineType: string }> };
}

export const ENDED: ReadonlySet<string> = new Set(
  ['DONE', 'FAILED', 'CANCELLED', 'UPDATED', 'DRAINED'].map((state) => `JOB_STATE_${state}`),
);

export interface NewJob {
  projectId: string;
  location: string;
  name: string;
  clientRequestId?: string;
}

/** Ids look like Dataflow's: the time of creation, and a number. */
export function newDataflowJob({ projectId, location, name, clientRequestId }: NewJob): DataflowJob {
  const now = new Date().toISOString();
  return {
    id: `${now.slice(0, 10)}_${now.slice(11, 19).replaceAll(':', '_')}-${BigInt(`0x${randomBytes(8).toString('hex')}`)}`,
    projectId,
    name,
    type: 'JOB_TYPE_BATCH',
    currentState: 'JOB_STATE_PENDING',
    currentStateTime: now,
    createTime: now,
    startTime: now,
    location,
    ...(clientRequestId ? { clientRequestId } : {}),
  };
}
