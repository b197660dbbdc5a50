/** Where a deployment takes webhooks, by where it is reached; a URL with a path, such as a channel of smee.io, is taken as it is. */
export function hookUrlOf(given: string): string {
  const url = new URL(given);
  if (url.pathname === '/') url.pathname = '/github/hooks/';
  return url.href;
}
