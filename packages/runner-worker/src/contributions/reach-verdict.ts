import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { lintMeta } from '@pangeo-forge/shared/meta/lint-meta';
import { awaitExpansion } from '../expansions/await-expansion.ts';
import { judgeMeta } from '../expansions/expanded-meta.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { whoMayRun } from '../permissions/may-run.ts';
import { mustWaitForMaintainer } from '../permissions/must-wait-for-maintainer.ts';
import { registerTestRuns } from '../runs/register-runs.ts';
import { expansionKeyPrefix } from './check-keys.ts';
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
import type { Contribution } from './inspect-contribution.ts';

export interface CheckedContribution {
  pull: PullRequest;
  contribution: Exclude<Contribution, { outcome: 'nothing' }>;
  round: string;
  /** A person with the right to run things looked at the code. */
  approved: boolean;
}

/**
 * What the check run of this commit is to say. The runner decides whether the recipes can be read; the lint of meta.yaml shows on which lines.
 * @throws RequeueAfter while the runner is at it.
 */
export async function reachVerdict(context: PullRequestContext, checked: CheckedContribution): Promise<Verdict> {
  const { pull, contribution, round } = checked;
  if (contribution.outcome === 'problem') return failure(contribution.title, contribution.explanation);
  if (!pull.headCloneUrl)
    return failure(
      'The fork is gone',
      'The repository that this pull request comes from was deleted, so its recipes cannot be read. Please open a new pull request.',
    );
  const { subdir, metaPath } = contribution;
  const text = await context.repo.git.readFile(metaPath, pull.headSha);
  if (!checked.approved && (await mustWaitForMaintainer(context, pull, text))) {
    const output = textOfWaiting(pull.headSha, await whoMayRun(context, pull));
    return { conclusion: 'action_required', output, actions: ACTIONS_WHILE_WAITING };
  }
  const invocation = await awaitExpansion(context, {
    key: `${expansionKeyPrefix(context.repository, pull.number, pull.headSha)}${round}`,
    repoUrl: pull.headCloneUrl,
    ref: pull.headSha,
    subdir,
    label: `expand-meta ${context.repository}#${pull.number}`,
  });
  const problems = text === null ? [] : lintMeta(text, { bakeries: [...context.bakeries.keys()] });
  const errors = listOfProblems(problems.filter(({ severity }) => severity === 'error'));
  const refuse = (title: string, reason: string, traceback?: string | null, next?: string) => {
    const refused = failure(title, [reason, ...(errors.length > 0 ? ['', ...errors] : [])].join('\n'), traceback, next);
    return { ...refused, output: { ...refused.output, annotations: annotationsOf(metaPath, problems, false) } };
  };
  const place = { sha: pull.headSha, folder: subdir ?? FEEDSTOCK_FOLDER, within: subdir ?? '' };
  const stray = await findStrayFiles(context.repo.git, place);
  if (invocation.outcome !== 'succeeded') {
    const reason = invocation.failureReason ?? 'pangeo-forge-runner could not read the recipes.';
    const said = stray.length > 0 ? [sentence(reason), '', STRAY, '', ...stray].join('\n') : sentence(reason);
    const next = invocation.outcome === 'not_run' ? READ_AGAIN : undefined;
    return refuse('The recipes could not be read', said, invocation.traceback, next);
  }
  if (stray.length > 0) return refuse('Some files lead elsewhere', [STRAY, '', ...stray].join('\n'));
  const judged = judgeMeta(invocation.result, [...context.bakeries.keys()]);
  if (judged.outcome === 'bad') {
    const unlocated = judged.problems.map((problem) => `- ${problem}`).join('\n');
    return refuse('meta.yaml needs mending', errors.length > 0 ? 'These lines of meta.yaml are wrong:' : unlocated);
  }
  const registered = await registerTestRuns(context, { pull, cloneUrl: pull.headCloneUrl, subdir, meta: judged.meta });
  if (registered.outcome === 'unknown_feedstock') {
    return failure(
      'This repository is not registered',
      `\`${context.repository}\` is no feedstock that this deployment knows: its operators can add it.`,
    );
  }
  const output = textOfSuccess(registered.runs, {
    whoMayRun: await whoMayRun(context, pull),
    hints: listOfProblems(problems),
  });
  const annotations = annotationsOf(metaPath, problems, true);
  return { conclusion: 'success', output: { ...output, annotations }, actions: ACTIONS_AFTER_SUCCESS };
}

const FEEDSTOCK_FOLDER = 'feedstock';
const READ_AGAIN = 'say `/lint`, and they are read again. Nothing is wrong with your commit as far as we know.';
const STRAY = 'A feedstock is cloned by itself, so everything that the recipe uses must lie in it:';

function failure(title: string, explanation: string, details?: string | null, next?: string): Verdict {
  const output = textOfProblems(title, explanation, details, next);
  return { conclusion: 'failure', output, actions: ACTIONS_AFTER_FAILURE };
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
