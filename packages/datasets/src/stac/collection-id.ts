const SEPARATOR = '--';

/** `owner/name` as `owner--name`: names of GitHub's owners hold no two hyphens in a row. */
export function collectionIdOf(feedstockSpec: string): string {
  return feedstockSpec.replace('/', SEPARATOR);
}

export function feedstockSpecOf(collectionId: string): string {
  return collectionId.replace(SEPARATOR, '/');
}
