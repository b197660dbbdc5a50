import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { FileProblem } from '@pangeo-forge/shared/meta/lint-recipe';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { awaitExpansion } from '../expansions/await-expansion.ts';
import { bakeryChoiceOf, validateExpandedMeta } from '../expansions/expanded-meta.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { whoMayRun } from '@pangeo-forge/github/permissions/may-run';
import { JUDGED_FILES, whyWaitForMaintainer } from '../permissions/must-wait-for-maintainer.ts';
import { registerTestRuns } from '../runs/register-runs.ts';
import { expansionKeyPrefix } from '../effects/check-keys.ts';
import type { Verdict } from './check-run-effects.ts';
import {
  ACTIONS_AFTER_FAILURE,
  ACTIONS_AFTER_SUCCESS,
  ACTIONS_WHILE_WAITING,
  annotationsOf,
  listOfProblems,
  textOfProblems,
  textOfSuccess,
  textOfWaiting,
} from './check-run-texts.ts';
import { findStrayFiles } from './find-stray-files.ts';
import type { Contribution, ContributionProblem } from './inspect-contribution.ts';
import { lintCommit } from './lint-commit.ts';
import { findTakenName, notesBeforeMerge } from './merge-outlook.ts';

export interface CheckedContribution {
  pull: PullRequest;
  contribution: Exclude<Contribution, { outcome: 'nothing' }>;
  round: string;
  /** Somebody who may run things reviewed the code. */
  approved: boolean;
}

/**
 * The verdict for the check run of this commit: the rules of lint first, which execute nothing; then the runner decides
 * whether the recipes can be read.
 * @throws RequeueAfter while the runner is reading.
 */
export async function reachVerdict(context: PullRequestContext, checked: CheckedContribution): Promise<Verdict> {
  const { pull, contribution, round } = checked;
  if (contribution.outcome === 'problem') return failureOf(contribution);
  const taken = await findTakenName(context, contribution);
  if (taken) return failureOf(taken);
  if (!pull.headCloneUrl)
    return failure(
      'The fork is gone',
      'The repository that this pull request comes from was deleted, so its recipes cannot be read.',
      { next: 'open a new pull request.' },
    );
  const { subdir } = contribution;
  const folder = subdir ?? FEEDSTOCK_FOLDER;
  const linted = await lintCommit(context, pull.headSha, folder);
  if (linted.outcome === 'no_meta')
    return failure(
      'There is no meta.yaml',
      `${codeSpan(folder)} has no meta.yaml, which names the recipes and describes them.`,
    );
  const { problems } = linted;
  if (problems.some(({ severity }) => severity === 'error')) return failedLint(folder, problems);
  if (linted.isCatalogueOnly) return verdictOfCatalogueOnly(folder, problems);
  const files = await context.repo.git.readPlainFiles(folder, pull.headSha, JUDGED_FILES);
  const why = checked.approved ? null : await whyWaitForMaintainer(context, pull, files);
  if (why) {
    const output = textOfWaiting(pull.headSha, { why, whoMayRun: await whoMayRun(context, pull) });
    return { conclusion: 'action_required', output, actions: ACTIONS_WHILE_WAITING };
  }
  const invocation = await awaitExpansion(context, {
    key: `${expansionKeyPrefix(context.repository, pull.number, pull.headSha)}${round}`,
    repoUrl: pull.headCloneUrl,
    ref: pull.headSha,
    subdir,
    label: `expand-meta ${context.repository}#${pull.number}`,
  });
  const annotations = annotationsOf(folder, problems);
  const refuse = (title: string, reason: string, more: FailureDetails = {}) => {
    const refused = failure(title, reason, more);
    return { ...refused, output: { ...refused.output, annotations } };
  };
  const stray = await findStrayFiles(context.repo.git, { sha: pull.headSha, folder, root: subdir ?? '' });
  if (invocation.outcome !== 'succeeded') {
    const reason = prose(invocation.failureReason ?? 'pangeo-forge-runner could not read the recipes.');
    const explanation = stray.length > 0 ? [sentence(reason), '', STRAY, '', ...stray].join('\n') : sentence(reason);
    const next = invocation.outcome === 'not_run' ? { next: READ_AGAIN } : {};
    return refuse('The recipes could not be read', explanation, { details: invocation.traceback, ...next });
  }
  if (stray.length > 0) return refuse('Some files are outside the recipe', [STRAY, '', ...stray].join('\n'));
  const validated = validateExpandedMeta(invocation.result, bakeryChoiceOf(context));
  if (validated.outcome === 'invalid') {
    return refuse('meta.yaml has errors', validated.problems.map((problem) => `- ${problem}`).join('\n'));
  }
  const registered = await registerTestRuns(context, {
    pull,
    cloneUrl: pull.headCloneUrl,
    subdir,
    meta: validated.meta,
  });
  if (registered.outcome === 'unknown_feedstock') {
    return failure(
      'This repository is not registered',
      `${codeSpan(context.repository)} is not a feedstock that this deployment knows.`,
      { next: 'ask the operators of this deployment to add it, and comment `/lint` afterwards.' },
    );
  }
  const output = textOfSuccess(registered.runs, {
    whoMayRun: await whoMayRun(context, pull),
    hints: listOfProblems(problems),
    notes: await notesBeforeMerge(context, pull),
  });
  return { conclusion: 'success', output: { ...output, annotations }, actions: ACTIONS_AFTER_SUCCESS };
}

const FEEDSTOCK_FOLDER = 'feedstock';
const READ_AGAIN = 'comment `/lint` to read them again. As far as we know, nothing is wrong with your commit.';
const STRAY = 'A feedstock is cloned on its own, so it must contain everything that the recipe uses:';

/** Everything that lint found; what is an error is listed as well. */
function failedLint(folder: string, problems: readonly FileProblem[]): Verdict {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const inMeta = errors.every(({ file }) => file.startsWith('meta.'));
  const explanation = [
    `${inMeta ? 'These lines of meta.yaml' : 'These lines'} have errors:`,
    '',
    ...listOfProblems(errors),
  ];
  const refused = failure(inMeta ? 'meta.yaml has errors' : 'The recipe has errors', explanation.join('\n'));
  return { ...refused, output: { ...refused.output, annotations: annotationsOf(folder, problems) } };
}

function verdictOfCatalogueOnly(folder: string, problems: readonly FileProblem[]): Verdict {
  const summary = `${codeSpan(folder)} names no recipe, so nothing is baked: its datasets are those of \`catalog.yaml\`.\n\n**Next:** nothing has to run; a maintainer can merge this.`;
  const annotations = annotationsOf(folder, problems);
  return { conclusion: 'success', output: { title: 'Nothing is baked', summary, annotations } };
}

interface FailureDetails {
  details?: string | null;
  next?: string;
}

function failure(title: string, explanation: string, { details, next }: FailureDetails = {}): Verdict {
  const output = textOfProblems(title, explanation, details, next);
  return { conclusion: 'failure', output, actions: ACTIONS_AFTER_FAILURE };
}

function failureOf({ title, explanation, next }: ContributionProblem): Verdict {
  return failure(title, explanation, next === undefined ? {} : { next });
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
