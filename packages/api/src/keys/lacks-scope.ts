import type { ApiKeyScope } from '@pangeo-forge/shared/keys/api-key';

/** What somebody reads whose key is known, and not for this. */
export function lacksScope(scope: ApiKeyScope): string {
  return `This API key lacks the scope ${scope}: ask an operator for one that has it.`;
}
