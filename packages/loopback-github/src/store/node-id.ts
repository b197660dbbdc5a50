/** Opaque global ids, as GitHub's GraphQL uses them; unique a kind and id. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}
