/** The same place over HTTP, for the schemes of stores that answer it; null for any other. */
export function toHttpUrl(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  switch (protocol) {
    case 'http:':
    case 'https:':
      return new URL(url);
    case 's3:':
      return new URL(`https://${host}.s3.amazonaws.com${pathname}`);
    case 'gs:':
    case 'gcs:':
      return new URL(`https://storage.googleapis.com/${host}${pathname}`);
    default:
      return null;
  }
}
