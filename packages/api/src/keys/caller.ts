import type { ApiKeyScope } from '@pangeo-forge/shared/keys/api-key';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

/** Whoever presented a valid key. */
export interface Caller {
  /** Shown in the journal; never the key. */
  owner: string;
  scopes: ReadonlySet<ApiKeyScope>;
  /** The key works for runs of this bakery only. */
  bakery: string | null;
}

export function mayDo(caller: Caller, scope: ApiKeyScope): boolean {
  return caller.scopes.has('admin') || caller.scopes.has(scope);
}

/** @throws AppError `forbidden` when the caller's key is for another bakery. */
export function assertBakery(caller: Caller | null, bakery: string | null): void {
  if (caller && caller.bakery !== null && caller.bakery !== bakery) {
    throw new AppError('forbidden', `This API key is for the bakery ${caller.bakery} only.`);
  }
}
