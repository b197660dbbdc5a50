import { readFile } from 'node:fs/promises';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { execa } from 'execa';
import { z } from 'zod';

/** A configuration of pangeo-forge-runner, as `deploy-recipe-action` is given. */
export interface RunnerConfig {
  sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Settings of a `config.py` whose value is known only when it is executed. */
  unread: ReadonlyArray<{ line: number; setting: string }>;
}

/** How a value names an environment variable that it came from, such as `{env:GITHUB_REPOSITORY}`. */
export const FROM_ENVIRONMENT = /\{env:([A-Za-z_]\w*)\}/g;

const sectionsSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const answerSchema = z.union([
  z.object({ error: z.string() }),
  z.object({
    sections: sectionsSchema,
    unread: z.array(z.object({ line: z.number().int(), setting: z.string() })),
  }),
]);
const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 30_000;

/**
 * Evaluates what a `config.py` assigns to `c`: constants, names, f-strings, `dict()`, sums. Nothing of the file is
 * executed or imported. What came from an environment variable keeps its name: parts of such a text count as the text.
 */
const PROGRAM = `
import ast, json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
TEXT_METHODS = {'split', 'rsplit', 'strip', 'lstrip', 'rstrip', 'lower', 'upper', 'replace', 'removesuffix', 'removeprefix'}

class Unknown(Exception):
    pass

def variable(node):
    """os.environ['X'], os.environ.get('X', …), os.getenv('X', …)"""
    text = ast.unparse(node.value if isinstance(node, ast.Subscript) else node.func)
    names = [node.slice] if isinstance(node, ast.Subscript) else node.args[:1]
    if text not in ('os.environ', 'os.environ.get', 'os.getenv', 'environ', 'environ.get', 'getenv'):
        return None
    return '{env:%s}' % names[0].value if names and isinstance(names[0], ast.Constant) else None

def value(node, known):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in known:
        return known[node.id]
    if isinstance(node, (ast.List, ast.Tuple)):
        return [value(item, known) for item in node.elts]
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {value(key, known): value(item, known) for key, item in zip(node.keys, node.values)}
    if isinstance(node, ast.JoinedStr):
        return ''.join(str(value(part.value if isinstance(part, ast.FormattedValue) else part, known)) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = value(node.left, known), value(node.right, known)
        if isinstance(left, str) and isinstance(right, str):
            return left + right
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value
    if isinstance(node, (ast.Subscript, ast.Call)) and (found := variable(node)):
        return found
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'dict' and not node.args:
        return {item.arg: value(item.value, known) for item in node.keywords if item.arg}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TEXT_METHODS:
        text = value(node.func.value, known)
        if isinstance(text, str) and '{env:' in text:
            return [text] if node.func.attr.endswith('split') else text
        if isinstance(text, str) and len(text) < 1000:
            return getattr(text, node.func.attr)(*(value(item, known) for item in node.args))
    if isinstance(node, ast.Subscript):
        items = value(node.value, known)
        if items and isinstance(items, list) and isinstance(items[0], str) and items[0].startswith('{env:'):
            return items[0]
        return items[value(node.slice, known)]
    raise Unknown

def statements(body):
    for node in body:
        if isinstance(node, (ast.Try, ast.With)):
            yield from statements(node.body)
        elif isinstance(node, ast.Assign):
            yield from ((target, node.value, node.lineno) for target in node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value:
            yield node.target, node.value, node.lineno
        elif isinstance(node, (ast.If, ast.For, ast.While, ast.AugAssign)):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
                    yield inner, None, inner.lineno

def read(text):
    sections, known, unread = {}, {}, []
    for target, node, line in statements(ast.parse(text).body):
        try:
            if node is None:
                raise Unknown
            found = value(node, known)
        except (Unknown, TypeError, ValueError, KeyError, IndexError):
            found = Unknown
        if isinstance(target, ast.Name):
            known.pop(target.id, None)
            if found is not Unknown:
                known[target.id] = found
        path = ast.unparse(target).split('.')
        if path[0] == 'c' and len(path) == 3:
            if found is Unknown:
                unread.append({'line': line, 'setting': '.'.join(path[1:])})
            else:
                sections.setdefault(path[1], {})[path[2]] = found
    return {'sections': sections, 'unread': unread}

try:
    json.dump(read(sys.stdin.read()), sys.stdout, default=str)
except SyntaxError as error:
    json.dump({'error': f'line {error.lineno}: {error.msg}'}, sys.stdout)
except (ValueError, RecursionError, MemoryError) as error:
    json.dump({'error': str(error) or 'it is nested too deeply'}, sys.stdout)
`;

/**
 * Reads a `config.py` or a JSON file, without executing anything of it.
 * @throws AppError `invalid_input` when it cannot be read, or no Python is at hand for a `config.py`.
 */
export async function readRunnerConfig(
  file: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<RunnerConfig> {
  const refuse = (why: string) => new AppError('invalid_input', `${file} cannot be read: ${why}`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.message);
  });
  if (text.length > MAX_BYTES) throw refuse('it is larger than 256 kB');
  if (!file.endsWith('.py')) return { sections: jsonSections(text, refuse), unread: [] };
  const result = await execa('python3', ['-I', '-S', '-c', PROGRAM], {
    input: text,
    reject: false,
    extendEnv: false,
    env: { PATH: variables['PATH'] ?? '' },
    timeout: TIMEOUT_MS,
  });
  if (result.code === 'ENOENT') throw refuse('no python3 was found on PATH; write it as JSON, or install Python');
  if (result.failed) throw refuse(`python3 said: ${result.stderr.trim().split('\n').at(-1) ?? 'nothing'}`);
  const answer = answerSchema.parse(JSON.parse(result.stdout));
  if ('error' in answer) throw refuse(answer.error);
  return answer;
}

function jsonSections(text: string, refuse: (why: string) => AppError): RunnerConfig['sections'] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const parsed = sectionsSchema.safeParse(value);
  if (!parsed.success) throw refuse('it is not an object of sections such as {"Bake": {…}}');
  return parsed.data;
}
