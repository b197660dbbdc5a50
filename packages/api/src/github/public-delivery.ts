/** GitHub's row of a delivery without what was sent: it may come from a private repository. */
export function publicPartOf(delivery: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...delivery, request: { headers: {}, payload: null } };
}
