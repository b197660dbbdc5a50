import type { BakeryKind } from './bakery-kind.ts';
import type { Refusal } from './refusal.ts';

/** A job as the orchestrator names it; the id is known once the bakery has told it. */
export interface JobRef {
  jobName: string;
  jobId: string | null;
  /** When the run was dispatched: nothing about the job is older. */
  since: Date;
}

/** `stopping`: it will end as cancelled; all beyond it are ends. */
export type JobState = 'pending' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'cancelled';

export interface BakeryJob {
  name: string;
  id: string;
  state: JobState;
  /** In the bakery's own words. */
  nativeState: string;
  /** Why it ended as it did, where the bakery's state tells: a sentence for the author. */
  reason: string | null;
  /** Region, console link, machine types, vCPU hours and their date, …: shown with the run while it runs and after. */
  metadata: Record<string, unknown>;
}

/** What a bakery says when it is asked for a job. */
export type Observation =
  | { outcome: 'observed'; job: BakeryJob }
  /** It answers, and knows no such job. */
  | { outcome: 'unknown_job' }
  /** This kind of bakery has nobody to ask. */
  | { outcome: 'cannot_tell' };

export type Cancellation =
  /** The bakery took the request; observe whether it came true. */
  'requested' | 'ended_before' | 'unknown_job' | 'cannot_cancel';

/** Why a job failed, as its logs tell. Not redacted. */
export interface FailureSummary {
  reason: string | null;
  /** The last one. */
  traceback: string | null;
}

export interface LogQuery {
  /** One of BAKERY_LOG_SOURCES; all of them when not given. */
  source?: string;
  /** At least this severity. */
  severity?: string;
  /** Lines at most. */
  limit: number;
  /** Newest first instead of in order. */
  newestFirst?: boolean;
}

export interface LogLine {
  /** ISO 8601. */
  time: string;
  severity: string;
  source: string;
  text: string;
}

/**
 * One place where recipes are baked. Questions may be asked at any time and any number of times.
 * @throws AppError `bakery_unavailable` when asking again can help, `bakery_refused` when somebody must mend rights or configuration first.
 */
export interface Bakery {
  id: string;
  kind: BakeryKind;
  /** The runner's exit is the job's end; otherwise its exit only means that a job was taken. */
  blocking: boolean;
  /** The job of this name and, when it is known, id; the newest of the name otherwise. */
  observe(job: JobRef): Promise<Observation>;
  /** Every job that has not ended, by one question for all; absent where each must be asked about by itself. Without the resources that it uses. */
  observeActive?(): Promise<BakeryJob[]>;
  cancel(job: JobRef): Promise<Cancellation>;
  /** Lines of the bakery's own logs. Not redacted. Empty where the bakery keeps none. */
  logs(job: JobRef, query: LogQuery): Promise<LogLine[]>;
  explainFailure(job: JobRef): Promise<FailureSummary>;
  /** Of a call of the runner that failed: why the bakery did not take its job; null when what was printed tells nothing of the bakery. */
  explainRefusal(printed: string): Refusal | null;
  close(): Promise<void>;
}
