import type { ProblemList } from './problem-list.ts';

type Path = readonly PropertyKey[];

/**
 * The fields that describe the dataset and its people, by the rules of the runner's schema (`MetaYaml` of
 * pangeo-forge-runner 0.9 and 0.10): it refuses an empty `license` or `github`, and numbers and dates where it
 * expects text. Further keys are the author's choice.
 */
export function checkFields(meta: Record<string, unknown>, list: ProblemList): void {
  for (const field of ['title', 'description']) checkText(meta[field], [field], list, 'may be empty');
  checkProvenance(meta['provenance'], list);
  checkMaintainers(meta['maintainers'], list);
}

function checkProvenance(provenance: unknown, list: ProblemList): void {
  if (provenance === undefined || provenance === null) return;
  const path = ['provenance'];
  if (!isMapping(provenance)) {
    const next = 'Write `providers:` and `license:` below it, indented.';
    return list.rule('provenance').error(path, '`provenance` must hold fields, such as `license`.', next);
  }
  checkText(provenance['license'], [...path, 'license'], list);
  const { providers } = provenance;
  if (providers === undefined) return;
  for (const [index, provider] of itemsOf(providers, [...path, 'providers'], PROVIDER, list)) {
    const here = [...path, 'providers', index];
    for (const field of ['name', 'description', 'url']) checkText(provider[field], [...here, field], list);
    if (provider['roles'] !== undefined && !Array.isArray(provider['roles']))
      list
        .rule('provenance')
        .error([...here, 'roles'], '`roles` must be a list.', 'Write, for example, `roles: [producer, licensor]`.');
  }
}

function checkMaintainers(maintainers: unknown, list: ProblemList): void {
  if (maintainers === undefined || maintainers === null) return;
  for (const [index, maintainer] of itemsOf(maintainers, ['maintainers'], MAINTAINER, list))
    for (const field of ['name', 'orcid', 'github']) checkText(maintainer[field], ['maintainers', index, field], list);
}

const PROVIDER = '`- name: …` for each provider';
const MAINTAINER = '`- name: …` and `github: …` for each maintainer';

/** The mappings of a list; anything else is reported. */
function itemsOf(
  value: unknown,
  path: Path,
  example: string,
  list: ProblemList,
): Array<[number, Record<string, unknown>]> {
  const { error } = list.rule('list');
  const name = String(path.at(-1));
  if (!Array.isArray(value)) {
    const found = value === null ? 'is empty' : 'is not a list';
    error(path, `\`${name}\` ${found}; the runner expects a list.`, `Write ${example}, or remove \`${name}\`.`);
    return [];
  }
  return value.flatMap((item: unknown, index): Array<[number, Record<string, unknown>]> => {
    if (isMapping(item)) return [[index, item]];
    error([...path, index], `Each item of \`${name}\` must hold fields.`, `Write ${example}.`);
    return [];
  });
}

function checkText(value: unknown, path: Path, list: ProblemList, whenNull?: 'may be empty'): void {
  if (value === undefined || typeof value === 'string') return;
  if (value === null && whenNull) return;
  const name = String(path.at(-1));
  const { error } = list.rule('text');
  if (value === null)
    return error(path, `\`${name}\` is empty; the runner expects text.`, `Write a text, or remove \`${name}\`.`);
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof Date)
    return error(path, `\`${name}\` is ${kindOf(value)}, and must be text.`, `Put it in quotes: \`${name}: "…"\`.`);
  error(path, `\`${name}\` must be a text.`, `Write \`${name}: "…"\` on one line.`);
}

/** How YAML reads what was written without quotes. */
export function kindOf(value: number | boolean | Date): string {
  if (typeof value === 'number') return 'a number';
  return value instanceof Date ? 'a date' : 'true or false';
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
