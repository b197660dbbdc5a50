/** Opaque global ids, as in GitHub's GraphQL; unique per kind and id. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}
