export interface Frame {
  file: string;
  line: number;
}

export interface RaisedException {
  /** Without its module, such as `KeyError`. */
  type: string;
  message: string;
  /** Outermost first. */
  frames: readonly Frame[];
}

const START = 'Traceback (most recent call last):';
const FRAME = /^\s*File "([^"]+)", line (\d+)/;
const EXCEPTION = /^([A-Za-z_][\w.]*?)(?:: ?(.*))?$/;
const LINK = /^(?:The above exception was the direct cause|During handling of the above exception)/;
const MAX_MESSAGE_LINES = 8;
const LIBRARY = /\/(?:site|dist)-packages\/|\/lib\/python\d|\/pangeo-forge-runner$/;
/** What we put beside the runner (`runner-command.ts`), and what runs programs (`run_script.py`). */
const OURS = /\/(?:files|python\/script)\/[^/]+\.py$/;

/**
 * The exceptions of a Python traceback in the order in which they are printed: a cause stands before what it led to. A
 * worker's traceback inside the message of another exception is one of them.
 */
export function readTraceback(text: string): RaisedException[] {
  const exceptions = text.split(START).slice(1).flatMap(readOne);
  // "RuntimeError: Traceback (most recent call last): …" says nothing of its own
  return exceptions.filter(({ message, frames }) => message !== '' || frames.length > 0);
}

function readOne(segment: string): RaisedException[] {
  const lines = segment.split('\n').map((line) => line.trimEnd());
  const frames: Frame[] = [];
  for (const [index, line] of lines.entries()) {
    const frame = FRAME.exec(line);
    if (frame) frames.push({ file: frame[1] ?? '', line: Number(frame[2]) });
    const raised = /^\s|^$/.test(line) ? null : EXCEPTION.exec(line);
    if (!raised) continue;
    const more = lines.slice(index + 1, index + MAX_MESSAGE_LINES);
    const end = more.findIndex((next) => next === '' || LINK.test(next));
    const message = [raised[2] ?? '', ...(end < 0 ? more : more.slice(0, end))].join('\n').trim();
    return [{ type: raised[1]?.split('.').at(-1) ?? '', message: withoutStep(message), frames }];
  }
  return [];
}

/** Beam names the step behind the message of what it raised. */
function withoutStep(message: string): string {
  return message.replace(/ \[while running '[^']*'\](?=["']?\s*$)/, '').trim();
}

/**
 * The innermost frame in the author's own files; null when there is none. Relative paths are compiled libraries, such as
 * Beam's `common.py`.
 * @param subdir of the recipe; the file is named by its path from it
 */
export function ownFrame({ frames }: RaisedException, subdir: string): Frame | null {
  const isOwn = (file: string) =>
    file.startsWith('/') && !LIBRARY.test(file) && (file.includes(`/${subdir}/`) || !OURS.test(file));
  const own = frames.findLast(({ file }) => isOwn(file));
  if (!own) return null;
  const inRecipe = own.file.lastIndexOf(`/${subdir}/`);
  const file =
    inRecipe < 0 ? own.file.slice(own.file.lastIndexOf('/') + 1) : own.file.slice(inRecipe + subdir.length + 2);
  return { file, line: own.line };
}
