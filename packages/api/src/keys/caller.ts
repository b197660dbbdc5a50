/** What a key can allow; `admin` allows everything. */
export const SCOPES = ['admin', 'bakeries:write', 'feedstocks:write', 'runs:write', 'logs:read', 'ops'] as const;

export type Scope = (typeof SCOPES)[number];

/** Whoever presented a valid key. */
export interface Caller {
  /** Shown in the journal; never the key. */
  owner: string;
  scopes: ReadonlySet<Scope>;
  /** The key works for runs of this bakery only. */
  bakery: string | null;
}

export function mayDo(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has('admin') || caller.scopes.has(scope);
}
