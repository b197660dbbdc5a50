/** Something about a recipe's folder that its author should change. */
export interface MetaProblem {
  /** Name of the rule, stable, such as `recipe-id`. */
  rule: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** Last line of the problem; the same as `line` for one line. */
  endLine: number;
  /** The field as its author would name it, such as `recipes[0].id`; null when it is about the file as a whole. */
  field: string | null;
  /** `error`: the recipe cannot run like this. `warning`: it can. */
  severity: 'error' | 'warning';
  /** A sentence. Markdown. */
  message: string;
  /** What to do about it: a sentence. Markdown. */
  nextStep: string;
}

/** `recipes[0].id`, as authors write it. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, step) =>
      typeof step === 'number' ? `${name}[${step}]` : name === '' ? String(step) : `${name}.${String(step)}`,
    '',
  );
}
