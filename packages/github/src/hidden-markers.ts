const MARKER = '<!-- ';

/**
 * The hidden markers of a comment or an issue of ours: the lines at its very end, where only we write. What recipes
 * print may look the same, and stands above them.
 */
export function hiddenMarkers(body: string): string[] {
  const lines = body.trimEnd().split(/\r?\n/);
  return lines.slice(lines.findLastIndex((line) => !line.startsWith(MARKER)) + 1);
}

/** Whether one of them is this marker, or begins with it. */
export function hasMarker(body: string | null | undefined, marker: string): boolean {
  return hiddenMarkers(body ?? '').some((line) => line.startsWith(marker));
}
