/** The URL when a browser may follow it: `javascript:` and the like, which anybody can store as a dataset's place, are no links. */
export function safeLink(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  return ['http:', 'https:'].includes(new URL(url).protocol) ? url : null;
}
