import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { Row } from '../entities/tables.ts';
import { formatReport, type Report } from '../names/report.ts';
import { formatSubject, runSubject, type Subject } from '../names/subject.ts';

/** Something to be done, held by a worker. `fence` grows with every claim: who holds an older one has lost the work. */
export interface LeasedWork
  extends Pick<Row<'work'>, 'id' | 'kind' | 'ref' | 'subject' | 'label' | 'attempts' | 'traceparent'> {
  /** How many processes vanished while they worked on it. */
  lostLeases: number;
  fence: NonNullable<Row<'work'>['fence']>;
}

/** How work stands, as the queue dashboard shows it. */
export interface WorkStanding extends Pick<Row<'work'>, 'state' | 'attempts'> {
  /** Until it is due, or its lease ends; 0 when that was before. */
  inMs: number;
  /** Why it failed, or what it waits for. */
  reason: string | null;
}

export interface NewWork {
  kind: WorkKind;
  /** What it is about: a delivery id, an invocation id, a run id. One row for each kind and ref, for ever. */
  ref: string;
  /** Work on one subject is done by one worker at a time. */
  subject: Subject;
  /** For the person who reads the queue dashboard. */
  label: string;
  /** From now; 0 by default. */
  delayMs?: number;
}

/** The work that brings a report up to date. The label is for the queue dashboard. */
export function reportWork(report: Report, label?: string): NewWork {
  const ref = formatReport(report);
  return report.of === 'run'
    ? { kind: 'reports', ref, subject: runSubject(report.runId), label: label ?? `report of run ${report.runId}` }
    : { kind: 'reports', ref, subject: formatSubject({ of: 'report', report }), label: label ?? ref };
}

/** The work that starts a run that nobody has to start, and compares one that was started with its bakery. */
export function reconciliationWork(runId: number, label = `run ${runId} at its bakery`): NewWork {
  return { kind: 'reconciliations', ref: String(runId), subject: runSubject(runId), label };
}

/** The work that looks at what a run wrote. It waits for no other work about the run. */
export function inspectionWork(runId: number): NewWork {
  const subject = formatSubject({ of: 'inspection', runId });
  return { kind: 'inspections', ref: String(runId), subject, label: `what run ${runId} wrote` };
}

/** The work that reads the schedules of a feedstock from its default branch. */
export function readSchedulesWork(feedstockId: number): NewWork {
  const subject = formatSubject({ of: 'feedstock', feedstockId });
  return {
    kind: 'schedules',
    ref: `feedstock ${feedstockId}`,
    subject,
    label: `schedules of feedstock ${feedstockId}`,
  };
}

/** The work that starts a recipe when its schedule is due. Work on one feedstock is done by one worker at a time. */
export function scheduleWork({ id, feedstockId }: { id: number; feedstockId: number }): NewWork {
  const subject = formatSubject({ of: 'feedstock', feedstockId });
  return { kind: 'schedules', ref: `schedule ${id}`, subject, label: `schedule ${id}` };
}

/** What work of kind `schedules` is about; null for a text that no version of this system made. */
export function parseScheduleRef(ref: string): { of: 'feedstock' | 'schedule'; id: number } | null {
  const [, of, id] = /^(feedstock|schedule) (\d+)$/.exec(ref) ?? [];
  return of === undefined ? null : { of: of as 'feedstock' | 'schedule', id: Number(id) };
}
