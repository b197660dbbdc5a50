/** A part of a line with one style: names of classes, such as `ansi-red ansi-bold`. */
export interface Segment {
  text: string;
  classes: string;
}

interface Style {
  colour: string | null;
  background: string | null;
  marks: Set<string>;
}

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const MARKS: Readonly<Record<number, string>> = { 1: 'bold', 2: 'faint', 3: 'italic', 4: 'underline', 9: 'struck' };
// CSI and OSC sequences, two-character escapes, and control characters that mean nothing on a page
const SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- escapes are what this is about
  /\u001b\[([\d;:]*)([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Reads lines with ANSI colours one after the other; a colour holds until it is reset, over lines as well. */
export function createAnsiReader(): (line: string) => Segment[] {
  const style: Style = { colour: null, background: null, marks: new Set() };
  return (line) => {
    const segments: Segment[] = [];
    // a carriage return overwrites the line, as progress bars do
    const visible = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
    let end = 0;
    const push = (text: string) => {
      if (text !== '') segments.push({ text, classes: classesOf(style) });
    };
    for (const match of visible.matchAll(SEQUENCE)) {
      push(visible.slice(end, match.index));
      end = match.index + match[0].length;
      if (match[2] === 'm') apply(style, match[1] ?? '');
    }
    push(visible.slice(end));
    return segments;
  };
}

function apply(style: Style, parameters: string): void {
  const codes = parameters.split(/[;:]/).map(Number);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    const mark = MARKS[code];
    if (code === 0) Object.assign(style, { colour: null, background: null, marks: new Set() });
    else if (mark) style.marks.add(mark);
    else if (code === 22) for (const each of ['bold', 'faint']) style.marks.delete(each);
    else if (code === 23) style.marks.delete('italic');
    else if (code === 24) style.marks.delete('underline');
    else if (code === 29) style.marks.delete('struck');
    else if (code === 38 || code === 48) index += applyExtended(style, code, codes.slice(index + 1));
    else if (code === 39) style.colour = null;
    else if (code === 49) style.background = null;
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) style.colour = COLOURS[code % 10] ?? null;
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) style.background = COLOURS[code % 10] ?? null;
  }
}

/**
 * Colours out of 256 or 16 million become the nearest of eight, which are readable on both light and dark. Tells how
 * many codes it took.
 */
function applyExtended(style: Style, code: number, [mode, ...values]: number[]): number {
  const which = code === 38 ? 'colour' : 'background';
  if (mode === 5) {
    style[which] = nearest(...rgbOf(values[0] ?? 0));
    return 2;
  }
  if (mode === 2) {
    style[which] = nearest(values[0] ?? 0, values[1] ?? 0, values[2] ?? 0);
    return 4;
  }
  return 0;
}

function rgbOf(index: number): [red: number, green: number, blue: number] {
  if (index < 16) return [index & 1, index & 2, index & 4].map((bit) => (bit ? 255 : 0)) as [number, number, number];
  if (index >= 232) return [0, 0, 0].map(() => (index - 232) * 10 + 8) as [number, number, number];
  const cube = index - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => step * 51) as [
    number,
    number,
    number,
  ];
}

function nearest(red: number, green: number, blue: number): string | null {
  const most = Math.max(red, green, blue);
  const isGrey = most - Math.min(red, green, blue) < 40;
  if (isGrey) return null;
  const bits = [red, green, blue].map((value) => (value > most / 2 ? 1 : 0));
  return COLOURS[(bits[0] ?? 0) + 2 * (bits[1] ?? 0) + 4 * (bits[2] ?? 0)] ?? null;
}

function classesOf({ colour, background, marks }: Style): string {
  return [
    ...(colour ? [`ansi-${colour}`] : []),
    ...(background ? [`ansi-on-${background}`] : []),
    ...[...marks].map((mark) => `ansi-${mark}`),
  ].join(' ');
}
