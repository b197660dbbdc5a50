import type { JobRef, LogLine } from '@pangeo-forge/bakeries/bakery';
import type { LogRun } from '@pangeo-forge/db/logs/find-log-run';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import type { BakeryLogSource } from '@pangeo-forge/shared/logs/log-sources';
import type { Severity } from '@pangeo-forge/shared/logs/severity';

export interface BakeryLogQuery {
  /** All of them when not given. */
  source?: BakeryLogSource | undefined;
  severity: Severity;
  /** Only this many lines from the end. */
  limit?: number | undefined;
}

const MAX_LINES = 10_000;
const messageSchema = z.object({ job_name: z.string().nullish(), job_id: z.string().nullish() });

/**
 * What the run's bakery has logged of its job, oldest first and not redacted; null when the bakery or the job is not
 * known here.
 */
export async function readBakeryLog(
  { bakeries }: RouteParts,
  run: LogRun,
  { source, severity, limit }: BakeryLogQuery,
): Promise<LogLine[] | null> {
  const bakery = bakeries?.get(run.bakery);
  const job = jobOf(run);
  if (!bakery || !job) return null;
  const query = { ...(source ? { source } : {}), severity, limit: Math.min(limit ?? MAX_LINES, MAX_LINES) };
  if (limit === undefined) return bakery.logs(job, query);
  return (await bakery.logs(job, { ...query, newestFirst: true })).reverse();
}

function jobOf({ jobName, jobId, message, since }: LogRun): JobRef | null {
  const job = jobName ? { job_name: jobName, job_id: jobId } : readMessage(message);
  return job?.job_name ? { jobName: job.job_name, jobId: job.job_id ?? null, since: new Date(since) } : null;
}

function readMessage(message: string | null): z.output<typeof messageSchema> | null {
  if (!message?.startsWith('{')) return null;
  try {
    return messageSchema.parse(JSON.parse(message));
  } catch {
    return null;
  }
}
