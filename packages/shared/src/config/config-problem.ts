import { AppError } from '../errors/app-error.ts';

export interface ConfigProblem {
  file: string;
  line?: number;
  message: string;
}

export function configProblemText({ file, line, message }: ConfigProblem): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/** One error with all problems, so that they can be fixed together. */
export function configError(problems: readonly ConfigProblem[]): AppError {
  const lines = problems.map((problem) => `  ${configProblemText(problem)}`);
  return new AppError('invalid_config', `The configuration has errors:\n${lines.join('\n')}`, {
    context: { problems },
  });
}
