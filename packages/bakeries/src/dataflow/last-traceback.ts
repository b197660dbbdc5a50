const BEGIN = 'Traceback (most recent call last):';
const MOST_CHARACTERS = 20_000;

/** The last Python traceback in a text, with the line that names the error; null when there is none. */
export function lastTraceback(text: string): string | null {
  const at = text.lastIndexOf(BEGIN);
  if (at < 0) return null;
  const lines = text.slice(at).split('\n');
  const end = lines.findIndex((line, index) => index > 0 && line !== '' && !/^\s/.test(line));
  return lines
    .slice(0, end < 0 ? lines.length : end + 1)
    .join('\n')
    .slice(-MOST_CHARACTERS);
}
