import { describe, expect, test } from '@jest/globals';
import type { FollowedRun } from '@pangeo-forge/db/following/find-followed-run';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { type BakeryAnswer, stepAfterSubmission } from './after-submission.ts';
import { stepBeforeSubmission } from './before-submission.ts';
import { HOUR_MS, MINUTE_MS, type ReconcileStep, SECOND_MS } from './reconcile-step.ts';

/** The rules of a bakery's file, as an operator writes them. */
function rulesOf(PangeoForge: object) {
  return bakeryFileSchema.parse({
    Bake: { bakery_class: 'example.AnotherBakery' },
    TargetStorage: { fsspec_class: 's3fs.S3FileSystem', root_path: 'bucket/{subpath}' },
    PangeoForge,
  }).PangeoForge;
}

function submittedRun(change: Partial<FollowedRun> = {}): FollowedRun {
  return {
    id: 1,
    status: 'in_progress',
    conclusion: null,
    corrected: false,
    ours: true,
    bakery: 'b',
    isTest: true,
    jobName: 'a6162',
    jobId: null,
    targetUrl: null,
    cancelRequestedBy: null,
    ageMs: HOUR_MS,
    dispatchedMs: HOUR_MS,
    submittedMs: HOUR_MS,
    completedMs: null,
    bakedMs: null,
    observedMs: null,
    invocation: {
      state: 'ended',
      outcome: 'succeeded',
      startedMs: HOUR_MS,
      printedJob: true,
      refusal: null,
      work: 'done',
    },
    ...change,
  };
}

const SILENT: BakeryAnswer = { outcome: 'no_answer', why: 'The service does not answer.' };
const UNKNOWN: BakeryAnswer = { outcome: 'unknown_job' };
const CANNOT_TELL: BakeryAnswer = { outcome: 'cannot_tell' };
const RUNNING: BakeryAnswer = {
  outcome: 'observed',
  job: { name: 'a6162', id: '1', state: 'running', nativeState: 'RUNNING', reason: null, metadata: {} },
};

const typeOf = (step: ReconcileStep) => ('event' in step ? step.event.type : step.do);

describe('what is done of a run is for its bakery’s file to say:', () => {
  const after = { minute: MINUTE_MS, hour: HOUR_MS };
  test.each([
    ['silence for as long as is allowed', { lost_after_hours: 3 }, SILENT, 2 * after.hour, 'check_again'],
    ['silence for longer', { lost_after_hours: 3 }, SILENT, 3.1 * after.hour, 'lost'],
    ['silence for longer, at a patient bakery', { lost_after_hours: 12 }, SILENT, 3.1 * after.hour, 'check_again'],
    ['a job that is not known yet', { confirm_within_minutes: 30 }, UNKNOWN, 20 * after.minute, 'check_again'],
    ['a job that was never known', { confirm_within_minutes: 30 }, UNKNOWN, 31 * after.minute, 'lost'],
    ['a job that goes on', { deadline_hours: 48 }, RUNNING, 40 * after.hour, 'check_again'],
    ['a job that goes on for too long', { deadline_hours: 1 }, RUNNING, 1.1 * after.hour, 'timed_out'],
    ['nobody to ask, within the deadline', { deadline_hours: 2 }, CANNOT_TELL, after.hour, 'check_again'],
    ['nobody to ask, and no word', { deadline_hours: 2 }, CANNOT_TELL, 2.1 * after.hour, 'timed_out'],
    ['silence beyond the deadline', { deadline_hours: 2 }, SILENT, 2.1 * after.hour, 'timed_out'],
  ] as const)('%s', (_what, rules, news, submittedMs, expected) => {
    expect(typeOf(stepAfterSubmission(submittedRun({ submittedMs }), news, rulesOf(rules)))).toBe(expected);
  });

  test('a bakery that has not answered for hours is asked every minute or so: its runs end soon after it is back', () => {
    const step = stepAfterSubmission(submittedRun({ submittedMs: 5 * HOUR_MS }), SILENT, rulesOf({}));
    expect(step).toMatchObject({ do: 'check_again' });
    expect(step.do === 'check_again' && step.inMs <= 1.2 * MINUTE_MS).toBe(true);
  });

  test('how often a job is asked about', () => {
    const pauseOf = (ask_every_seconds: number) => {
      const step = stepAfterSubmission(
        submittedRun({ submittedMs: 20 * HOUR_MS }),
        RUNNING,
        rulesOf({ ask_every_seconds }),
      );
      return step.do === 'check_again' ? step.inMs : null;
    };
    for (const seconds of [30, 600]) {
      expect(pauseOf(seconds)).toBeGreaterThanOrEqual(seconds * SECOND_MS);
      expect(pauseOf(seconds)).toBeLessThanOrEqual(seconds * SECOND_MS * 1.2);
    }
  });

  test('how long a run may wait for its turn', () => {
    const waiting = submittedRun({
      submittedMs: null,
      dispatchedMs: 5 * HOUR_MS,
      invocation: {
        state: 'waiting',
        outcome: null,
        startedMs: null,
        printedJob: false,
        refusal: null,
        work: 'waiting',
      },
    });
    expect(typeOf(stepBeforeSubmission(waiting, rulesOf({ queue_limit_hours: 6 })))).toBe('check_again');
    expect(typeOf(stepBeforeSubmission(waiting, rulesOf({ queue_limit_hours: 4 })))).toBe('timed_out');
  });
});

test('every run that is given up says why, and by which limit', () => {
  const reasonOf = (step: ReconcileStep) => ('event' in step && 'reason' in step.event ? step.event.reason : null);
  const old = submittedRun({ submittedMs: 13 * HOUR_MS });
  const reasonAfter = (answer: BakeryAnswer, rules: object) =>
    reasonOf(stepAfterSubmission(old, answer, rulesOf(rules)));
  expect(reasonAfter(SILENT, {})).toBe('Its bakery did not answer for 6 hours (The service does not answer.)');
  expect(reasonAfter(CANNOT_TELL, { deadline_hours: 12 })).toBe('The bakery reported no result within 12 hours.');
  expect(reasonAfter(RUNNING, { deadline_hours: 0.5 })).toBe(
    'The job did not finish within 30 minutes and was cancelled.',
  );
  expect(reasonAfter(UNKNOWN, {})).toContain('knows no job of that name');
});

test('a run whose bakery refused it to the last ends with that reason', () => {
  const refusal = 'The bakery b accepts no job at the moment: it answered 503.';
  const invocation = {
    state: 'running',
    outcome: null,
    startedMs: 25 * HOUR_MS,
    printedJob: false,
    refusal,
    work: 'leased',
  } as const;
  const step = stepBeforeSubmission(submittedRun({ submittedMs: null, invocation }), rulesOf({}));
  expect(step).toMatchObject({
    event: {
      type: 'timed_out',
      reason: expect.stringContaining(`not accepted within 24 hours of its start. ${refusal}`),
    },
  });
});

test('who asked to cancel at a bakery that cannot cancel does not wait for the deadline', () => {
  const step = stepAfterSubmission(submittedRun({ cancelRequestedBy: 'octocat' }), CANNOT_TELL, rulesOf({}));
  expect(step).toMatchObject({ do: 'end', event: { type: 'cancelled', actor: 'octocat' } });
});
