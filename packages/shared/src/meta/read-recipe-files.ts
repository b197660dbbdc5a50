import type { RecipeFiles } from './lint-recipe.ts';

/** A file of a recipe's folder, before it is read. */
export interface FolderEntry {
  /** From the folder, with `/`. */
  path: string;
  sizeBytes: number;
}

const MAX_META_BYTES = 512 * 1024;
const MAX_PYTHON_BYTES = 256 * 1024;
const MAX_PYTHON_FILES = 30;
const MAX_FOLDER_DEPTH = 3;
/** As the runner reads it, and as some authors name it. */
const META_NAMES = ['meta.yaml', 'meta.yml'];

/**
 * The files of a recipe's folder that lint reads, from a disk or a commit; null when there is no meta.yaml. What cannot
 * be read, or is beyond the limits, is listed with its reason.
 * @param read the bytes of a file, or why it cannot be read
 * @param namedFiles the Python files that the text of a meta.yaml names
 */
export async function readRecipeFiles(
  entries: readonly FolderEntry[],
  read: (entry: FolderEntry) => Promise<Buffer | { unreadable: string }>,
  namedFiles: (meta: string) => Promise<string[]>,
): Promise<RecipeFiles | null> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const metaName = META_NAMES.find((name) => byPath.has(name));
  if (!metaName) return null;
  const unread = new Map<string, string>();

  const text = async (path: string, maxBytes: number): Promise<string | null> => {
    const entry = byPath.get(path);
    if (!entry) return null;
    const content = entry.sizeBytes > maxBytes ? tooLarge(maxBytes) : await read(entry);
    const decoded = 'unreadable' in content ? content : decode(content);
    if (typeof decoded === 'string') return decoded;
    unread.set(path, decoded.unreadable);
    return null;
  };

  const meta = await text(metaName, MAX_META_BYTES);
  const requirements = await text('requirements.txt', MAX_META_BYTES);
  const catalog = await text('catalog.yaml', MAX_META_BYTES);
  const [python, beyond] = pythonFiles(entries, meta === null ? [] : await namedFiles(meta));
  for (const path of beyond) unread.set(path, `lint reads ${MAX_PYTHON_FILES} Python files`);
  const sources = new Map<string, string>();
  for (const path of python) {
    const source = await text(path, MAX_PYTHON_BYTES);
    if (source !== null) sources.set(path, source);
  }
  return { metaName, meta: meta ?? '', requirements, catalog, sources, unread };
}

/** Those that meta.yaml names come first, then those nearest to it; beyond the limit none is read. */
function pythonFiles(
  entries: readonly FolderEntry[],
  namedFiles: readonly string[],
): [read: string[], beyond: string[]] {
  const named = new Set(['recipe.py', ...namedFiles]);
  const rank = (path: string) => (named.has(path) ? 0 : path.split('/').length);
  const all = entries
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.py') && (named.has(path) || isNear(path)))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return [all.slice(0, MAX_PYTHON_FILES), all.slice(MAX_PYTHON_FILES)];
}

function isNear(path: string): boolean {
  const steps = path.split('/');
  return steps.length <= MAX_FOLDER_DEPTH && !steps.some((step) => step.startsWith('.'));
}

function tooLarge(maxBytes: number): { unreadable: string } {
  return { unreadable: `it is larger than ${maxBytes / 1024} kB` };
}

/** Without a byte order mark. */
function decode(content: Buffer): string | { unreadable: string } {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return { unreadable: 'it is not text in UTF-8' };
  }
}
