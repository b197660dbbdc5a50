import type { protos } from '@google-cloud/dataflow';
import type { BakeryJob } from '../bakery.ts';
import { readJobState } from './job-state.ts';

type Job = protos.google.dataflow.v1beta3.IJob;
type Metric = protos.google.dataflow.v1beta3.IMetricUpdate;

export interface JobPlace {
  projectId: string;
  region: string;
}

/** A job of Dataflow as the orchestrator speaks of it. */
export function describeJob(job: Job, { projectId, region }: JobPlace): BakeryJob {
  const { state, reason, native } = readJobState(job.currentState);
  const id = job.id ?? '';
  const machineTypes = machineTypesOf(job);
  return {
    name: job.name ?? '',
    id,
    state,
    nativeState: native,
    reason,
    metadata: {
      id,
      name: job.name ?? null,
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

/** Dataflow tells them once it has chosen, and not in lists. */
function machineTypesOf(job: Job): string[] {
  const types = (job.environment?.workerPools ?? []).flatMap(({ machineType }) => machineType || []);
  return [...new Set(types)].sort();
}

/** Names of Dataflow's service metrics, and how they are told: seconds to hours, MB·s and GB·s to GB·hours. */
const RESOURCES: Record<string, { field: string; divideBy: number }> = {
  TotalVcpuTime: { field: 'vcpu_hours', divideBy: 3_600 },
  TotalMemoryUsage: { field: 'memory_gb_hours', divideBy: 1_024 * 3_600 },
  TotalPdUsage: { field: 'disk_gb_hours', divideBy: 3_600 },
  TotalSsdUsage: { field: 'ssd_gb_hours', divideBy: 3_600 },
};

/** What the job used, as far as Dataflow tells; committed values, where it also gives tentative ones. */
export function describeResources(metrics: readonly Metric[]): Record<string, number> {
  const used: Record<string, number> = {};
  for (const { name, scalar } of metrics) {
    const resource = RESOURCES[name?.name ?? ''];
    const value = numberOf(scalar);
    if (!resource || value === null || name?.context?.['tentative'] !== undefined) continue;
    used[resource.field] = Math.round((value / resource.divideBy) * 1_000) / 1_000;
  }
  return used;
}

function numberOf(scalar: unknown): number | null {
  const value = scalar as { numberValue?: number; stringValue?: string } | number | null | undefined;
  const number = typeof value === 'object' ? Number(value?.numberValue ?? value?.stringValue) : Number(value);
  return Number.isFinite(number) ? number : null;
}

function isoOf(time: Job['createTime']): string | null {
  if (!time) return null;
  return new Date(Number(time.seconds ?? 0) * 1_000 + Math.trunc(Number(time.nanos ?? 0) / 1e6)).toISOString();
}
