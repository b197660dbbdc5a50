import { nearestName } from '../names/nearest-name.ts';
import { checkRecipes } from './check-recipes.ts';
import { fieldName, type MetaProblem } from './meta-problem.ts';
import { metaSchema } from './meta.schema.ts';
import { type ParsedMeta, parseMeta } from './parse-meta.ts';

export interface LintOptions {
  /** Ids of the bakeries that can be named; any id passes when they are not known. */
  bakeries?: readonly string[];
}

const FIELDS = ['title', 'description', 'pangeo_forge_version', 'recipes', 'bakery', 'provenance', 'maintainers'];
const RECOMMENDED: ReadonlyArray<readonly [field: string, why: string]> = [
  ['title', 'the catalog lists the dataset without a name'],
  ['description', 'readers of the catalog do not learn what the dataset is'],
  ['maintainers', 'only people with write access can start its runs'],
];

/** Everything about the text of a meta.yaml that its author should change, in the order of its lines. Pure: no I/O. */
export function lintMeta(text: string, { bakeries }: LintOptions = {}): MetaProblem[] {
  const parsed = parseMeta(text);
  if (parsed.outcome === 'invalid') return parsed.problems;
  const { document } = parsed;
  if (!isMapping(document.value)) {
    const message = 'meta.yaml must hold fields, such as `title: …` and `recipes: …`.';
    return [at(document, [], 'error', message, 'See the example in the documentation of staged-recipes.')];
  }
  const problems = [
    ...schemaProblems(document),
    ...checkRecipes(document),
    ...checkBakery(document, bakeries),
    ...unknownFields(document, document.value),
    ...missingRecommended(document, document.value),
  ];
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function schemaProblems(document: ParsedMeta): MetaProblem[] {
  const { error } = metaSchema.safeParse(document.value);
  return (error?.issues ?? []).map((issue) => {
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    const expected = issue.message.replace(/^Invalid input: /, '').replace(/, received undefined$/, '');
    const problem =
      issue.code === 'custom' ? issue.message : missing ? `is missing: ${expected}` : `is wrong: ${expected}`;
    const field = fieldName(issue.path);
    const nextStep = missing || problem.startsWith('is missing') ? `Add \`${field}\`.` : `Correct \`${field}\`.`;
    return at(document, issue.path, 'error', `\`${field}\` ${problem}.`, nextStep);
  });
}

function checkBakery(document: ParsedMeta, bakeries: readonly string[] | undefined): MetaProblem[] {
  const id = (document.value as { bakery?: { id?: unknown } }).bakery?.id;
  if (!bakeries || typeof id !== 'string' || bakeries.includes(id)) return [];
  const nearest = nearestName(id, bakeries);
  const known = bakeries.map((name) => `\`${name}\``).join(', ') || 'none';
  const nextStep = nearest
    ? `Did you mean \`${nearest}\`? Known here: ${known}.`
    : `Name one that is known here: ${known}.`;
  return [at(document, ['bakery', 'id'], 'error', `The bakery \`${id}\` is not known here.`, nextStep)];
}

/** A field that is almost one of ours is a typo; any other is the author's choice. */
function unknownFields(document: ParsedMeta, value: Record<string, unknown>): MetaProblem[] {
  const absent = FIELDS.filter((name) => !Object.hasOwn(value, name));
  return Object.keys(value).flatMap((key) => {
    const nearest = FIELDS.includes(key) ? null : nearestName(key, absent);
    if (!nearest) return [];
    return [at(document, [key], 'warning', `\`${key}\` is not known.`, `Did you mean \`${nearest}\`?`)];
  });
}

function missingRecommended(document: ParsedMeta, value: Record<string, unknown>): MetaProblem[] {
  return RECOMMENDED.flatMap(([field, why]) => {
    const present = value[field] !== undefined && value[field] !== null && value[field] !== '';
    return present ? [] : [at(document, [field], 'warning', `\`${field}\` is missing: ${why}.`, `Add \`${field}\`.`)];
  });
}

function at(
  document: ParsedMeta,
  path: readonly PropertyKey[],
  severity: MetaProblem['severity'],
  message: string,
  nextStep: string,
): MetaProblem {
  return { ...document.locate(path), field: path.length > 0 ? fieldName(path) : null, severity, message, nextStep };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
