/** What a key of the REST API can allow; `admin` allows everything. */
export const API_KEY_SCOPES = [
  'admin',
  'bakeries:write',
  'feedstocks:write',
  'runs:write',
  'logs:read',
  'ops',
] as const;

export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];
