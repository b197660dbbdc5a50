import { isMapping } from './check-fields.ts';
import type { NamedObject } from './check-recipes.ts';
import { lintMeta, type LintOptions, namedFilesIn, objectsOf } from './lint-meta.ts';
import { fieldName, type MetaProblem } from './meta-problem.ts';
import { parseMeta } from './parse-meta.ts';
import type { PythonFacts, PythonReading } from './python-facts.ts';
import { type LineOfRecipe, lineOfRecipe } from './recipe-line.ts';
import { isOwnProgram, scriptRecipesOf } from './script-recipe.ts';
import { codeSpan, prose } from '../untrusted/foreign-text.ts';

/** The files of a recipe's folder that lint reads. */
export interface RecipeFiles {
  /** `meta.yaml` or `meta.yml`. */
  metaName: string;
  meta: string;
  requirements: string | null;
  /** Text of catalog.yaml. */
  catalog: string | null;
  /** Text of each Python file, by its path from the folder. */
  sources: ReadonlyMap<string, string>;
  /** Why a file that is there could not be read, a sentence without its end; by its path from the folder. */
  unread: ReadonlyMap<string, string>;
}

export interface FileProblem extends MetaProblem {
  /** Path from the folder that was linted. */
  file: string;
}

export type RecipeLintOptions = Omit<LintOptions, 'mayBeMapping' | 'withoutRecipes'>;

const MIGRATION_GUIDE = 'https://pangeo-forge.readthedocs.io/';

/**
 * Everything about a recipe's folder that its author should change: meta.yaml, and the files that it names. The same
 * rules serve the command line, the check run and `/lint`. Nothing is executed.
 * @param python what `readPython` read of the sources
 */
export function lintRecipe(files: RecipeFiles, python: PythonReading, options: RecipeLintOptions = {}): FileProblem[] {
  if (files.unread.has(files.metaName)) return checkUnread(files);
  const line = lineOfRecipe(files.requirements, files.sources);
  const program = files.sources.get('recipe.py');
  const hasProgram = program !== undefined && isOwnProgram(program);
  const rules = { ...options, hasProgram, mayBeMapping: bakesOldApi(line), withoutRecipes: kindWithoutRecipes(files) };
  const meta = lintMeta(files.meta, rules).map((problem) => ({ ...problem, file: files.metaName }));
  return [
    ...checkMetaName(files),
    ...meta,
    ...checkLine(line),
    ...(scriptRecipesOf({ ...files, program: program ?? null }, '') ? [] : checkRequirements(files, line)),
    ...checkCatalog(files.catalog),
    ...checkPython(files, python),
    ...checkUnread(files),
  ];
}

const PLACEHOLDER = /<(?:insert|your)[^<>]{0,60}>/i;

/** Values of the template that nobody replaced. */
function checkCatalog(catalog: string | null): FileProblem[] {
  return (catalog ?? '').split(/\r?\n/).flatMap((text, index) => {
    const found = text.trimStart().startsWith('#') ? null : PLACEHOLDER.exec(text)?.[0];
    return found ? [placeholder('catalog.yaml', index + 1, found)] : [];
  });
}

/** What the recipe needs must be read; another file is only not checked. */
function checkUnread({ metaName, meta, unread }: RecipeFiles): FileProblem[] {
  const needed = new Set([metaName, 'requirements.txt', 'catalog.yaml', 'recipe.py', ...namedFilesIn(meta)]);
  return [...unread].map(([file, reason]) => {
    const severity = needed.has(file) ? 'error' : 'warning';
    const next = 'Make it a smaller text file in UTF-8.';
    return problem('unread', file, 1, severity, `This file was not checked: ${reason}.`, next);
  });
}

function bakesOldApi(line: LineOfRecipe): boolean {
  return line.outcome === 'needs' && line.line === '0.8';
}

/**
 * A folder whose meta.yaml names no recipes may hold a program of its own (recipe.py that does not import
 * pangeo_forge_recipes), or describe a dataset that was made elsewhere (catalog.yaml alone).
 */
function kindWithoutRecipes({ sources, catalog, unread }: RecipeFiles): LintOptions['withoutRecipes'] {
  if (unread.has('recipe.py')) return 'program';
  const program = sources.get('recipe.py');
  if (program !== undefined && isOwnProgram(program)) return 'program';
  return program === undefined && catalog !== null ? 'catalog' : undefined;
}

function checkMetaName({ metaName }: RecipeFiles): FileProblem[] {
  if (metaName === 'meta.yaml') return [];
  const message = `The runner reads \`meta.yaml\`, and this file is named ${codeSpan(metaName)}.`;
  return [problem('meta-name', metaName, 1, 'warning', message, `Rename ${codeSpan(metaName)} to \`meta.yaml\`.`)];
}

function checkLine(line: LineOfRecipe): FileProblem[] {
  if (line.outcome === 'contradiction') {
    const { code, requirement } = line;
    const message =
      `${codeSpan(code.text)} is the API that pangeo-forge-recipes had before 0.10, and line ${requirement.line} of ` +
      `${requirement.file} asks for ${codeSpan(requirement.text)}, which no longer has it.`;
    const next = `Change one of the two. How to move a recipe to 0.10: ${MIGRATION_GUIDE}`;
    return [problem('runner-line', code.file, code.line, 'error', message, next)];
  }
  if (line.outcome === 'any' || line.line !== '0.8') return [];
  const message =
    `${codeSpan(line.evidence.text)} belongs to pangeo-forge-recipes before 0.10, which only the legacy runner line 0.8 ` +
    'bakes. New features come to 0.10 only.';
  const next = `How to move a recipe to 0.10: ${MIGRATION_GUIDE}`;
  return [problem('runner-line', line.evidence.file, line.evidence.line, 'warning', message, next)];
}

function checkRequirements({ requirements, sources, unread }: RecipeFiles, line: LineOfRecipe): FileProblem[] {
  if (requirements !== null || bakesOldApi(line) || sources.size === 0 || unread.has('requirements.txt')) return [];
  const message = 'There is no requirements.txt beside meta.yaml, so the recipe gets the packages of the runner only.';
  return [problem('requirements', 'requirements.txt', 1, 'warning', message, 'Add one; it may be empty.')];
}

function checkPython(files: RecipeFiles, python: PythonReading): FileProblem[] {
  const parsed = parseMeta(files.meta);
  if (parsed.outcome === 'invalid' || !isMapping(parsed.document.value)) return [];
  const { document } = parsed;
  const objects = objectsOf(document);
  const missing = objects.flatMap((object) => {
    if (files.sources.has(`${object.file}.py`) || files.unread.has(`${object.file}.py`)) return [];
    const message = `There is no ${codeSpan(`${object.file}.py`)} beside ${files.metaName}.`;
    return [atObject(files, document.locate(object.path), object, message, 'Add the file, or correct the name.')];
  });
  if (python.outcome === 'not_read') {
    if (files.sources.size === 0) return missing;
    const message = `The Python files were not checked: ${prose(python.reason)}.`;
    return [
      ...missing,
      problem('python', files.metaName, 1, 'warning', message, 'Check them where Python is installed.'),
    ];
  }
  const undefinedNames = objects.flatMap((object) => {
    const facts = python.facts.get(`${object.file}.py`);
    if (!facts || facts.syntaxError || facts.bindsMore || object.name === null || facts.names.includes(object.name))
      return [];
    const message = `${codeSpan(`${object.file}.py`)} does not define ${codeSpan(object.name)}.`;
    const next = 'Name the variable that holds the recipe.';
    return [atObject(files, document.locate(object.path), object, message, next)];
  });
  const named = new Set(objects.map(({ file }) => `${file}.py`));
  const scripts = new Set(objects.flatMap(({ file, name }) => (name === null ? [`${file}.py`] : [])));
  const isScript = (file: string) =>
    scripts.has(file) || (file === 'recipe.py' && objects.length === 0 && kindWithoutRecipes(files) === 'program');
  const inFiles = [...python.facts].flatMap(([file, facts]) => [
    ...(facts.syntaxError && (named.has(file) || file === 'recipe.py')
      ? [syntaxError(file, facts.syntaxError.line, facts.syntaxError.message)]
      : []),
    ...facts.createsWithoutPattern.slice(0, 1).map((line) => createWithoutPattern(file, line)),
    ...(isScript(file) ? checkTarget(file, facts) : []),
    ...facts.placeholders.slice(0, 5).map(({ line, text }) => placeholder(file, line, text)),
  ]);
  return [...missing, ...undefinedNames, ...inFiles];
}

/** A test of a program is refused unless it asks where it may write (`run_script.py`). */
function checkTarget(file: string, { readsTarget, writes, syntaxError: broken }: PythonFacts): FileProblem[] {
  if (readsTarget || broken) return [];
  const [first] = writes;
  const message = first
    ? `This writes to ${codeSpan(first.text)}, and a test run may write below its own target only, so \`/run\` is refused.`
    : 'The program does not read where a test run may write, so `/run` is refused.';
  const next = 'Write below `os.environ.get("PANGEO_FORGE_TARGET", "…")`.';
  return [problem('script-target', file, first?.line ?? 1, 'warning', message, next)];
}

function syntaxError(file: string, line: number, said: string): FileProblem {
  return problem(
    'python-syntax',
    file,
    line,
    'error',
    `This is not valid Python: ${prose(said)}.`,
    'Correct this line.',
  );
}

/** `RecipeRewriter.transform_prune` of the runner takes the object before `.items()` for the pattern. */
function createWithoutPattern(file: string, line: number): FileProblem {
  const message =
    'A test run takes the first items of a `FilePattern`, and `beam.Create` is given something else here.';
  const next = 'Write `beam.Create(pattern.items())`; otherwise `/run` fails, and only full runs work.';
  return problem('prune', file, line, 'warning', message, next);
}

function placeholder(file: string, line: number, text: string): FileProblem {
  const message = `${codeSpan(text)} is a placeholder of a template.`;
  return problem('placeholder', file, line, 'error', message, 'Write your own value in its place.');
}

function atObject(
  files: RecipeFiles,
  place: Pick<MetaProblem, 'line' | 'column' | 'endLine'>,
  object: NamedObject,
  message: string,
  nextStep: string,
): FileProblem {
  const field = fieldName(object.path);
  return { rule: 'recipe-object', ...place, file: files.metaName, field, severity: 'error', message, nextStep };
}

function problem(
  rule: string,
  file: string,
  line: number,
  severity: MetaProblem['severity'],
  message: string,
  nextStep: string,
): FileProblem {
  return { rule, file, line, column: 1, endLine: line, field: null, severity, message, nextStep };
}
