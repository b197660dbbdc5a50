import type { Refusal } from './refusal.ts';

/** A job as the orchestrator names it; the id is known once the bakery has reported it. */
export interface JobRef {
  jobName: string;
  jobId: string | null;
  /** When the run was dispatched: nothing about the job is older. */
  since: Date;
}

/** `stopping`: it will end as cancelled. The last three are final. */
export type JobState = 'pending' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'cancelled';

export interface BakeryJob {
  name: string;
  id: string;
  state: JobState;
  /** The bakery's own name of the state. */
  nativeState: string;
  /** Why it ended, where the bakery's state implies it: a sentence for the author. */
  reason: string | null;
  /** Region, console link, machine types, vCPU hours and their date, …: shown with the run while it runs and after. */
  metadata: Record<string, unknown>;
}

/** What a bakery answers when it is asked for a job. */
export type Observation =
  | { outcome: 'observed'; job: BakeryJob }
  /** It answers, and knows no such job. */
  | { outcome: 'unknown_job' }
  /** This kind of bakery has no service to ask. */
  | { outcome: 'cannot_tell' };

export type Cancellation =
  /** The bakery accepted the request; observe the job to see whether it ended. */
  'requested' | 'ended_before' | 'unknown_job' | 'cannot_cancel';

/** Why a job failed, according to its logs. Not redacted. */
export interface FailureSummary {
  reason: string | null;
  /** The last one. */
  traceback: string | null;
}

export interface LogQuery {
  /** One of BAKERY_LOG_SOURCES; all of them when absent. */
  source?: string;
  /** At least this severity. */
  severity?: string;
  /** Maximum number of lines. */
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
 * The service behind a bakery. It may be asked at any time and any number of times; each request that this makes ends
 * within 20 seconds.
 * @throws AppError `bakery_unavailable` when asking again can help, `bakery_refused` when an operator must fix
 * permissions or configuration first.
 */
export interface BakeryClient {
  /** The job of this name and, when it is known, id; otherwise the newest job of the name. */
  observe(job: JobRef): Promise<Observation>;
  /**
   * Every job that has not ended, by one request for all, without the resources that it uses. Absent where each job
   * needs a request of its own.
   */
  observeActive?(): Promise<BakeryJob[]>;
  cancel(job: JobRef): Promise<Cancellation>;
  /** Lines of the bakery's own logs. Not redacted. Empty where the bakery keeps none. */
  logs(job: JobRef, query: LogQuery): Promise<LogLine[]>;
  explainFailure(job: JobRef): Promise<FailureSummary>;
  /**
   * Why the bakery did not take the job of a runner call that failed; null when the output says nothing about the
   * bakery.
   */
  explainRefusal(printed: string): Refusal | null;
  close(): Promise<void>;
}

/** What it means for a bake that the runner exited with code 0. */
export type RunnerExit =
  /** The runner baked, and the bake has ended. */
  | 'bake_ended'
  /** The runner submitted a job, which the bakery is asked about from now on. */
  | 'job_submitted'
  /** A class that we do not know: it submitted a job if the runner printed so, else the bake has ended. */
  | 'as_printed';

/** One place where recipes are baked. */
export interface Bakery extends BakeryClient {
  id: string;
  /** Name of its kind. */
  kind: string;
  runnerExit: RunnerExit;
  /** What a bake here gets as private files, by the environment variables that name them. */
  secretFiles: Readonly<Record<string, string>>;
}
