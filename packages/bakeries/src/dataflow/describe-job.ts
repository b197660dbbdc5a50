import type { BakeryJob, JobState } from '../bakery.ts';
import type { DataflowJob, DataflowMetric } from './dataflow-jobs.ts';

interface Meaning {
  state: JobState;
  reason: string | null;
}

/**
 * `JobState` of Dataflow's API v1b3, without `JOB_STATE_`. `STOPPED` means: not started yet. How a job ended that
 * cleans up is known once it is done.
 */
const STATES: Record<string, Meaning> = {
  UNKNOWN: { state: 'pending', reason: null },
  STOPPED: { state: 'pending', reason: null },
  PENDING: { state: 'pending', reason: null },
  QUEUED: { state: 'pending', reason: null },
  RUNNING: { state: 'running', reason: null },
  PAUSING: { state: 'running', reason: null },
  PAUSED: { state: 'running', reason: null },
  RESOURCE_CLEANING_UP: { state: 'running', reason: null },
  DRAINING: { state: 'stopping', reason: null },
  CANCELLING: { state: 'stopping', reason: null },
  DONE: { state: 'succeeded', reason: null },
  FAILED: { state: 'failed', reason: 'The Dataflow job failed.' },
  CANCELLED: { state: 'cancelled', reason: 'The Dataflow job was cancelled.' },
  DRAINED: {
    state: 'cancelled',
    reason:
      'The Dataflow job was drained: it was stopped after it had written what it had read, so the dataset is incomplete.',
  },
  UPDATED: { state: 'failed', reason: 'The Dataflow job was replaced by another one that we do not follow.' },
};

/** A state that is newer than the table counts as running. */
export function readJobState(currentState: string): Meaning & { native: string } {
  const native = currentState.replace('JOB_STATE_', '');
  return { ...(STATES[native] ?? { state: 'running', reason: null }), native };
}

/** A Dataflow job in the orchestrator's terms. */
export function describeJob(job: DataflowJob, place: { projectId: string; region: string }): BakeryJob {
  const { projectId, region } = place;
  const { state, reason, native } = readJobState(job.currentState);
  const { id, name } = job;
  const machineTypes = machineTypesOf(job);
  return {
    name,
    id,
    state,
    nativeState: native,
    reason,
    metadata: {
      id,
      name: name || null,
      state: native,
      region,
      project: projectId,
      console_url: `https://console.cloud.google.com/dataflow/jobs/${region}/${id}?project=${projectId}`,
      created_at: isoOf(job.createTime),
      state_since: isoOf(job.currentStateTime),
      ...(machineTypes.length > 0 ? { machine_types: machineTypes } : {}),
    },
  };
}

/** Known once Dataflow has chosen them, and not in lists. */
function machineTypesOf({ environment }: DataflowJob): string[] {
  const types = (environment?.workerPools ?? []).flatMap(({ machineType }) => machineType || []);
  return [...new Set(types)].sort();
}

/** Names of Dataflow's service metrics, and how they are shown: seconds as hours, MB·s and GB·s as GB·hours. */
const RESOURCES: Record<string, { field: string; divideBy: number }> = {
  TotalVcpuTime: { field: 'vcpu_hours', divideBy: 3_600 },
  TotalMemoryUsage: { field: 'memory_gb_hours', divideBy: 1_024 * 3_600 },
  TotalPdUsage: { field: 'disk_gb_hours', divideBy: 3_600 },
  TotalSsdUsage: { field: 'ssd_gb_hours', divideBy: 3_600 },
};

/** What the job used, as far as Dataflow reports it; committed values where there are tentative ones too. */
export function describeResources(metrics: readonly DataflowMetric[]): Record<string, number> {
  const used: Record<string, number> = {};
  for (const { name, scalar } of metrics) {
    const resource = RESOURCES[name.name];
    // a 64-bit integer is a string in JSON
    const value = typeof scalar === 'string' || typeof scalar === 'number' ? Number(scalar) : Number.NaN;
    if (!resource || !Number.isFinite(value) || name.context?.['tentative'] !== undefined) continue;
    used[resource.field] = Math.round((value / resource.divideBy) * 1_000) / 1_000;
  }
  return used;
}

function isoOf(time: string | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
