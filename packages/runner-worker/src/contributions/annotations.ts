import type { CheckRunAnnotation } from '@pangeo-forge/github/check-runs';
import type { MetaProblem } from '@pangeo-forge/shared/meta/meta-problem';

/** On the lines of meta.yaml. What is wrong with a file that works all the same is only a warning. */
export function annotationsOf(
  metaPath: string,
  problems: readonly MetaProblem[],
  works: boolean,
): CheckRunAnnotation[] {
  return problems.map(({ line, endLine, column, severity, field, message, nextStep }) => ({
    path: metaPath,
    start_line: line,
    end_line: endLine,
    ...(line === endLine ? { start_column: column, end_column: column } : {}),
    annotation_level: severity === 'warning' ? 'notice' : works ? 'warning' : 'failure',
    title: field ?? 'meta.yaml',
    message: `${message} ${nextStep}`.replaceAll('`', ''),
  }));
}

/** The same as a list in Markdown. */
export function listOfProblems(problems: readonly MetaProblem[]): string[] {
  return problems.map(({ line, message, nextStep }) => `- line ${line}: ${message} ${nextStep}`);
}
