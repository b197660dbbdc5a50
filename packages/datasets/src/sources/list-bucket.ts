/**
 * What lies directly below a folder, asked of the storage as S3 is asked: Google's and most others answer that too.
 * [https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html]
 * Null where listing is refused: a bucket may be readable by the public and not listable.
 */
export async function listBucket(
  folder: string,
  read: (url: string) => Promise<Uint8Array | null>,
): Promise<string[] | null> {
  for (const { root, prefix } of bucketsOf(folder)) {
    const listing = new URL(root);
    listing.search = new URLSearchParams({ 'list-type': '2', delimiter: '/', prefix }).toString();
    const answer = await read(listing.href).catch(() => null);
    const xml = answer && Buffer.from(answer).toString('utf8');
    if (xml?.includes('<ListBucketResult')) return namesIn(xml, prefix);
  }
  return null;
}

/** The bucket is in the host's name, or is the first step of the path. */
export function bucketsOf(folder: string): Array<{ root: string; prefix: string }> {
  const url = new URL(folder.endsWith('/') ? folder : `${folder}/`);
  const [bucket = '', ...below] = url.pathname.slice(1).split('/');
  const inPath = { root: `${url.origin}/${bucket}`, prefix: decodeURIComponent(below.join('/')) };
  const inHost = { root: `${url.origin}/`, prefix: decodeURIComponent(url.pathname.slice(1)) };
  return /\.s3[.-][^/]*amazonaws\.com$/.test(url.hostname) ? [inHost] : [inPath];
}

function namesIn(xml: string, prefix: string): string[] {
  const keys = [...xml.matchAll(/<(?:Key|Prefix)>([^<]*)<\/(?:Key|Prefix)>/g)].map(([, key = '']) => unescapeXml(key));
  const names = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length).replace(/\/$/, ''));
  return [...new Set(names)].filter((name) => name !== '' && !name.includes('/'));
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
