import { generateKeyPairSync } from 'node:crypto';

/** The `github_app` section of a deployment whose App exists nowhere. */
export function standInApp(name: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    app_name: name,
    id: 1,
    private_key: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    webhook_secret: 'a-webhook-secret',
  };
}
