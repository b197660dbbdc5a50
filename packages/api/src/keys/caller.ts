import { AppError } from '@pangeo-forge/shared/errors/app-error';

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

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

export function mayDo(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has('admin') || caller.scopes.has(scope);
}

/** @throws AppError `forbidden` when the caller's key is for another bakery. */
export function assertBakery(caller: Caller | null, bakery: string | null): void {
  if (caller && caller.bakery !== null && caller.bakery !== bakery) {
    throw new AppError('forbidden', `This API key is for the bakery ${caller.bakery} only.`);
  }
}
