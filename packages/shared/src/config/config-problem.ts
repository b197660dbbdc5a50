import { AppError } from '../errors/app-error.ts';

export interface ConfigProblem {
  file: string;
  line?: number;
  message: string;
}

export function configProblemText({ file, line, message }: ConfigProblem): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/** One error for all that is wrong, so that it is mended in one go. */
export function configError(problems: readonly ConfigProblem[]): AppError {
  const lines = problems.map((problem) => `  ${configProblemText(problem)}`);
  return new AppError('invalid_config', `The configuration needs mending:\n${lines.join('\n')}`, {
    context: { problems },
  });
}
