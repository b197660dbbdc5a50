import { ApiError, invalidRequest } from '../http/api-error.ts';
import {
  type Body,
  objects,
  oneOf,
  optionalList,
  optionalObject,
  optionalText,
  requiredInteger,
  requiredText,
} from '../http/body.ts';
import { checkRunRepresentation, runsOf } from '../representations/check.ts';
import type { Account } from '../store/account.ts';
import type { CheckAnnotation, CheckRun, CheckSuite } from '../store/check.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { emitSuiteEvent } from './request-check-suites.ts';

const LONGEST_TEXT_BYTES = 65_535;
const MAX_ANNOTATIONS = 50;
const MAX_ACTIONS = 3;
const STATUSES = ['queued', 'in_progress', 'completed'] as const;
const CONCLUSIONS = ['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'] as const;

/** Applies the body of a POST or PATCH to a run; refuses what GitHub refuses before anything is changed. */
export function applyCheckRun(run: CheckRun, body: Body, now: Date): void {
  const output = optionalObject(body, 'output');
  const status = optionalText(body, 'status');
  const conclusion = optionalText(body, 'conclusion');
  const actions = optionalList(body, 'actions');
  if (output) checkOutput(output);
  if (actions) checkActions(objects(actions));
  const nextStatus = status === undefined ? undefined : oneOf(status, STATUSES, 'status');
  const nextConclusion = conclusion === undefined ? undefined : oneOf(conclusion, CONCLUSIONS, 'conclusion');
  if (nextStatus === 'completed' && !nextConclusion) throw invalidRequest('"conclusion" wasn\'t supplied.');

  run.name = optionalText(body, 'name') ?? run.name;
  run.externalId = optionalText(body, 'external_id') ?? run.externalId;
  run.detailsUrl = optionalText(body, 'details_url') ?? run.detailsUrl;
  const startedAt = optionalText(body, 'started_at');
  if (startedAt) run.startedAt = new Date(startedAt);
  if (actions) run.actions = objects(actions) as unknown as CheckRun['actions'];
  if (output) {
    run.output = {
      title: optionalText(output, 'title') ?? run.output.title,
      summary: optionalText(output, 'summary') ?? null,
      text: optionalText(output, 'text') ?? null,
      // Annotations are added to those of earlier requests, so that a run can have more than fifty.
      annotations: [...run.output.annotations, ...objects(optionalList(output, 'annotations') ?? []).map(annotation)],
    };
  }
  if (nextConclusion) {
    const completedAt = optionalText(body, 'completed_at');
    Object.assign(run, {
      status: 'completed',
      conclusion: nextConclusion,
      completedAt: completedAt ? new Date(completedAt) : now,
    });
  } else if (nextStatus && run.status !== 'completed') {
    // Resetting a completed run is accepted, and the run stays completed.
    run.status = nextStatus;
  }
}

function checkOutput(output: Body): void {
  requiredText(output, 'summary');
  for (const field of ['summary', 'text']) {
    if (Buffer.byteLength(optionalText(output, field) ?? '') > LONGEST_TEXT_BYTES) {
      throw invalidRequest(`Only ${LONGEST_TEXT_BYTES} characters are allowed; "output.${field}" is longer.`);
    }
  }
  const annotations = objects(optionalList(output, 'annotations') ?? []);
  if (annotations.length > MAX_ANNOTATIONS) {
    throw invalidRequest(`No more than ${MAX_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`);
  }
  annotations.forEach(annotation);
}

function annotation(body: Body): CheckAnnotation {
  const column = (field: string): number | null => (body[field] === undefined ? null : requiredInteger(body, field));
  return {
    path: requiredText(body, 'path'),
    start_line: requiredInteger(body, 'start_line'),
    end_line: requiredInteger(body, 'end_line'),
    start_column: column('start_column'),
    end_column: column('end_column'),
    annotation_level: oneOf(
      requiredText(body, 'annotation_level'),
      ['notice', 'warning', 'failure'],
      'annotation_level',
    ),
    title: optionalText(body, 'title') ?? null,
    message: requiredText(body, 'message'),
    raw_details: optionalText(body, 'raw_details') ?? null,
  };
}

function checkActions(actions: Body[]): void {
  if (actions.length > MAX_ACTIONS)
    throw invalidRequest(`No more than ${MAX_ACTIONS} items are allowed; ${actions.length} were supplied.`);
  const limits = { label: 20, description: 40, identifier: 20 };
  for (const action of actions) {
    for (const [field, limit] of Object.entries(limits)) {
      if (requiredText(action, field).length > limit)
        throw invalidRequest(`Only ${limit} characters are allowed; "${field}" is longer.`);
    }
  }
}

/** Updates the suite's state from its runs, with `check_suite.completed` when the last one ends. */
export async function settleSuite(
  world: World,
  repository: Repository,
  sender: Account,
  suite: CheckSuite,
): Promise<void> {
  const runs = runsOf(repository, suite);
  const isDone = runs.length > 0 && runs.every(({ status }) => status === 'completed');
  const wasDone = suite.status === 'completed';
  suite.updatedAt = world.now();
  suite.status = isDone ? 'completed' : runs.some(({ status }) => status === 'in_progress') ? 'in_progress' : 'queued';
  const worst = ['failure', 'timed_out', 'cancelled', 'action_required', 'success', 'neutral', 'skipped'];
  suite.conclusion = isDone ? (worst.find((one) => runs.some(({ conclusion }) => conclusion === one)) ?? null) : null;
  if (isDone && !wasDone) await emitSuiteEvent(world, repository, sender, suite, 'completed');
}

export function emitCheckRun(
  world: World,
  repository: Repository,
  sender: Account,
  run: CheckRun,
  action: 'created' | 'completed' | 'rerequested' | 'requested_action',
  more: Record<string, unknown> = {},
): void {
  const isOwnAffair = action === 'rerequested' || action === 'requested_action';
  world.webhooks.emit({
    name: 'check_run',
    action,
    account: repository.owner,
    repository,
    sender,
    payload: { check_run: checkRunRepresentation(world, repository, run), ...more },
    ...(isOwnAffair ? { onlyApp: run.suite.app } : {}),
  });
}

export function requestAction(
  world: World,
  repository: Repository,
  sender: Account,
  run: CheckRun,
  identifier: string,
): void {
  if (!run.actions.some((action) => action.identifier === identifier)) {
    throw new ApiError(422, `The check run has no action ${identifier}`);
  }
  emitCheckRun(world, repository, sender, run, 'requested_action', { requested_action: { identifier } });
}
