import { AppError } from '@pangeo-forge/shared/errors/app-error';

/**
 * Why there is no runner environment. `python_missing`: no Python 3.11 on this machine. `registry_unreachable`: the
 * packages could not be fetched. `install_failed`: everything was there and it still went wrong. `runner_unusable`: the
 * named executable cannot be used. `prism_missing`: no Prism, and no Go to build it.
 */
export type RunnerEnvironmentProblem =
  | 'python_missing'
  | 'registry_unreachable'
  | 'install_failed'
  | 'runner_unusable'
  | 'prism_missing';

/**
 * There is no runner environment. The message says what is missing and how to get it; callers may fall back by
 * `problem`.
 */
export class RunnerEnvironmentError extends AppError {
  readonly problem: RunnerEnvironmentProblem;

  constructor(problem: RunnerEnvironmentProblem, message: string, details: { cause?: unknown } = {}) {
    super(problem === 'registry_unreachable' ? 'unavailable' : 'invalid_config', message, details);
    this.name = 'RunnerEnvironmentError';
    this.problem = problem;
  }
}
