import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

export interface SagaStep {
  /** The action that failed: `creating the repository`. */
  doing: string;
  /** The repository in which. */
  repository: string;
}

export interface Explained {
  happened: string;
  /** What a maintainer does before `/retry`. */
  next: string;
}

interface Rule {
  status: readonly number[];
  message: RegExp;
  explain: (step: SagaStep, permission: string) => Explained;
}

const RULES: readonly Rule[] = [
  {
    status: [422],
    message: /name already exists|already exists on this account/i,
    explain: ({ repository }) => ({
      happened: `A repository ${codeSpan(repository)} exists already, and this pull request did not make it.`,
      next: `If the recipe belongs to that feedstock, open a pull request there instead. Otherwise rename or delete ${codeSpan(repository)}`,
    }),
  },
  {
    status: [422],
    message: /reference already exists/i,
    explain: ({ repository }) => ({
      happened: `${codeSpan(repository)} has a branch already of the name that is needed, and it holds something else.`,
      next: 'Rename or delete that branch',
    }),
  },
  {
    status: [422],
    message: /pull request already exists/i,
    explain: ({ repository }) => ({
      happened: `${codeSpan(repository)} has another pull request of that branch.`,
      next: 'Close that pull request',
    }),
  },
  {
    status: [403],
    message: /archived/i,
    explain: ({ repository }) => ({
      happened: `${codeSpan(repository)} is archived, so nothing can be written to it.`,
      next: 'Unarchive it in its settings',
    }),
  },
  {
    status: [403],
    message: /not accessible by integration/i,
    explain: ({ repository }, permission) => ({
      happened: `The GitHub App may not do this in ${codeSpan(repository)}${permission ? ` (it needs ${codeSpan(permission)})` : ''}.`,
      next: 'Ask an owner of the organisation to grant it in the settings of the installed App',
    }),
  },
  {
    status: [405, 403, 422],
    message: /merge queue/i,
    explain: ({ repository }) => ({
      happened: `The branch of ${codeSpan(repository)} takes changes only through its merge queue, which the App does not use.`,
      next: 'Open the pull request of the App there and press *Merge when ready*, or allow the App to bypass the queue. When it is merged',
    }),
  },
  {
    status: [405, 403, 422],
    message: /protected branch|required status check|not authorized to (push|merge)|approving review|rule violations/i,
    explain: ({ repository }) => ({
      happened: `The branch of ${codeSpan(repository)} is protected, so the App cannot merge into it.`,
      next: 'Merge the open pull request of the App by hand, or allow the App to bypass the protection',
    }),
  },
  {
    status: [405],
    message: /not mergeable|merge conflict/i,
    explain: ({ repository }) => ({
      happened: `The pull request of the App in ${codeSpan(repository)} cannot be merged: it has conflicts with newer changes, or is closed.`,
      next: 'Solve the conflict in that pull request and merge it',
    }),
  },
  {
    status: [409],
    message: /head branch was modified/i,
    explain: ({ repository }) => ({
      happened: `Somebody pushed to the branch of the App’s pull request in ${codeSpan(repository)}.`,
      next: 'Check that pull request, and merge it by hand if it is correct',
    }),
  },
  {
    status: [404],
    message: /./,
    explain: ({ repository }) => ({
      happened: `${codeSpan(repository)} is not there any more, or the GitHub App may not see it.`,
      next: 'Make sure that the App is installed on it',
    }),
  },
];

/** What a refusal of GitHub means for the pull request, and what to do next. */
export function explainRefusal(error: AppError, step: SagaStep): Explained {
  const { status, missingPermission } = error.context;
  const rule = RULES.find((one) => one.status.includes(Number(status)) && one.message.test(error.publicMessage));
  const permission = typeof missingPermission === 'string' ? missingPermission : '';
  return (
    rule?.explain(step, permission) ?? {
      happened: `GitHub refused it: ${prose(error.publicMessage)}`,
      next: 'Fix what GitHub reports',
    }
  );
}
