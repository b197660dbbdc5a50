import type { ApiKey } from '@pangeo-forge/db/keys/api-key';
import { fields } from '../../output/fields.ts';

export function keyFields(key: ApiKey): string {
  return fields({
    prefix: key.prefix,
    owner: key.owner,
    scopes: key.scopes.join(', '),
    bakery: key.bakery,
    expires: key.expiresAt,
    revoked: key.revokedAt,
  });
}
