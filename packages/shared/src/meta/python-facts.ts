import { z } from 'zod';

/** What the text of one Python file shows, without executing it. */
const factsSchema = z.object({
  syntaxError: z.object({ line: z.number().int(), message: z.string() }).nullable(),
  /** Names bound at the top level of the module. */
  names: z.array(z.string()),
  /** `from … import *`, `globals()` and the like: other names may be bound as well. */
  bindsMore: z.boolean(),
  /** Calls of `beam.Create` on something other than `pattern.items()`. */
  createsWithoutPattern: z.array(z.number().int()),
  /** Strings that still hold a placeholder of a template, such as `<your_user_name>`. */
  placeholders: z.array(z.object({ line: z.number().int(), text: z.string() })),
  /** The string `PANGEO_FORGE_TARGET`, by which a program finds where it may write. */
  readsTarget: z.boolean(),
  /** Addresses in the text to which stores are written. */
  writes: z.array(z.object({ line: z.number().int(), text: z.string() })),
});

export type PythonFacts = z.infer<typeof factsSchema>;

export type PythonReading =
  | { outcome: 'read'; facts: ReadonlyMap<string, PythonFacts> }
  | { outcome: 'not_read'; reason: string };

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 1024 ** 2;

/** Parses with `ast` under limits of its own; nothing of the files is executed or imported. */
const PROGRAM = `
import ast, json, re, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
PLACEHOLDER = re.compile(r'<(?:insert|your)[^<>]{0,60}>', re.I)
BEAM = 'apache_beam'
ADDRESS = re.compile(r'(?:gs|gcs|s3|s3a|abfs|abfss|az|r2|https?|file)://|/')
WRITERS = {'to_zarr', 'to_icechunk', 'to_kerchunk', 'to_netcdf', 'to_parquet', 'open_group', 'create_group'}

def targets(node):
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, (ast.Tuple, ast.List)):
        for item in node.elts:
            yield from targets(item)
    elif isinstance(node, ast.Starred):
        yield from targets(node.value)

class Names(ast.NodeVisitor):
    """Names of the module's own scope: functions and classes bind their name and are not entered."""
    def __init__(self):
        self.names, self.more = set(), False
    def visit_FunctionDef(self, node):
        self.names.add(node.name)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global):
                self.names.update(inner.names)
    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef
    def visit_Lambda(self, node):
        pass
    def visit_Import(self, node):
        for name in node.names:
            self.names.add((name.asname or name.name).split('.')[0])
    def visit_ImportFrom(self, node):
        for name in node.names:
            if name.name == '*':
                self.more = True
            self.names.add(name.asname or name.name)
    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.names.add(node.id)
        elif node.id in ('globals', 'exec', 'eval', 'setattr', 'vars', 'locals'):
            self.more = True
    def visit_ExceptHandler(self, node):
        if node.name:
            self.names.add(node.name)
        self.generic_visit(node)

def writes(tree):
    constants = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            constants.update({target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)})
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS):
            continue
        for value in [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == 'store')]:
            text = value.value if isinstance(value, ast.Constant) else constants.get(getattr(value, 'id', None))
            if isinstance(text, str) and ADDRESS.match(text):
                yield {'line': node.lineno, 'text': text[:300]}

def facts(text):
    answer = {'syntaxError': None, 'names': [], 'bindsMore': False, 'createsWithoutPattern': [], 'placeholders': [],
              'readsTarget': False, 'writes': []}
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return {**answer, 'syntaxError': {'line': error.lineno or 1, 'message': error.msg or 'invalid syntax'}}
    except (ValueError, RecursionError, MemoryError) as error:
        return {**answer, 'syntaxError': {'line': 1, 'message': str(error) or 'too deeply nested'}}
    names = Names()
    names.visit(tree)
    beam = {name.asname or name.name for node in ast.walk(tree) if isinstance(node, ast.Import)
            for name in node.names if name.name == BEAM}
    for node in ast.walk(tree):
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == 'Create'
                and isinstance(node.func.value, ast.Name) and node.func.value.id in beam and node.args):
            value = node.args[0]
            if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == 'items'):
                answer['createsWithoutPattern'].append(node.lineno)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = PLACEHOLDER.search(node.value)
            if found:
                answer['placeholders'].append({'line': node.lineno, 'text': found.group()})
            answer['readsTarget'] = answer['readsTarget'] or node.value == 'PANGEO_FORGE_TARGET'
    answer['writes'] = sorted(writes(tree), key=lambda found: found['line'])[:20]
    return {**answer, 'names': sorted(names.names), 'bindsMore': names.more}

sys.setrecursionlimit(5000)
json.dump({name: facts(text) for name, text in json.load(sys.stdin).items()}, sys.stdout)
`;

/**
 * Reads Python files with the \`ast\` module of a Python that is at hand. Where there is none, or it cannot read them
 * within its limits, the reason is a part of a sentence.
 * @param python the interpreter, such as \`python3\`
 * @param sources text of each file, by its name
 */
export async function readPython(
  python: string,
  sources: ReadonlyMap<string, string>,
  environment: Record<string, string | undefined>,
): Promise<PythonReading> {
  const input = JSON.stringify(Object.fromEntries(sources));
  if (input.length > MAX_BYTES) return { outcome: 'not_read', reason: 'the Python files are larger than 1 MB' };
  // loaded by the first file that is read: a worker is ready without it
  const { execa } = await import('execa');
  const result = await execa(python, ['-I', '-S', '-c', PROGRAM], {
    input,
    reject: false,
    extendEnv: false,
    env: { PATH: environment['PATH'] ?? '' },
    timeout: TIMEOUT_MS,
    maxBuffer: 8 * MAX_BYTES,
  });
  if (result.code === 'ENOENT') return { outcome: 'not_read', reason: 'no Python was found on this machine' };
  if (result.failed) return { outcome: 'not_read', reason: 'Python could not read the files within its limits' };
  const facts = z.record(z.string(), factsSchema).parse(JSON.parse(result.stdout));
  return { outcome: 'read', facts: new Map(Object.entries(facts)) };
}
