import { fieldName, type MetaProblem } from './meta-problem.ts';
import type { ParsedMeta } from './parse-meta.ts';

type Path = readonly PropertyKey[];
type Report = (path: Path, message: string, nextStep: string) => void;

/** Collects what the rules of meta.yaml find, each at the place of its field. */
export interface ProblemList {
  problems: MetaProblem[];
  /** What one rule reports. */
  rule(name: string): { error: Report; warning: Report };
}

export function createProblemList(document: ParsedMeta): ProblemList {
  const problems: MetaProblem[] = [];
  const add = (rule: string, severity: MetaProblem['severity']): Report => {
    return (path, message, nextStep) => {
      const field = path.length > 0 ? fieldName(path) : null;
      problems.push({ rule, ...document.locate(path), field, severity, message, nextStep });
    };
  };
  return { problems, rule: (name) => ({ error: add(name, 'error'), warning: add(name, 'warning') }) };
}
