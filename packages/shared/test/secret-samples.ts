import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface SecretSample {
  kind: string;
  /** As it stands in a log. */
  text: string;
  /** The part that nobody may read. */
  secret: string;
}

const alphanumeric = (length: number) =>
  randomBytes(length * 3)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);
const capitals = (length: number) =>
  alphanumeric(length * 2)
    .toUpperCase()
    .slice(0, length);
const hex = (length: number) => randomBytes(length).toString('hex').slice(0, length);

/**
 * One of each kind, made up anew each time: none of them opens anything, and none stands in a file where a scanner
 * would find it.
 */
export function secretSamples(): SecretSample[] {
  const whole = (kind: string, secret: string): SecretSample => ({ kind, text: secret, secret });
  const after = (kind: string, words: string, secret: string, then = ''): SecretSample => ({
    kind,
    text: `${words}${secret}${then}`,
    secret,
  });
  const json = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const pem = (type: 'pkcs1' | 'pkcs8') =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type, format: 'pem' }).toString().trim();
  const escaped = JSON.stringify(pem('pkcs8')).slice(1, -1);
  return [
    ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((prefix) =>
      whole(`a GitHub token ${prefix}`, `${prefix}_${alphanumeric(36)}`),
    ),
    whole('a fine-grained GitHub token', `github_pat_${alphanumeric(22)}_${alphanumeric(59)}`),
    whole('a GitLab token', `glpat-${alphanumeric(20)}`),
    whole('an AWS key id', `AKIA${capitals(16)}`),
    whole('a temporary AWS key id', `ASIA${capitals(16)}`),
    after('an AWS secret key', 'aws_secret_access_key = ', alphanumeric(40)),
    whole('a Google API key', `AIza${alphanumeric(35)}`),
    whole('a Google access token', `ya29.${alphanumeric(120)}`),
    whole('a Google client secret', `GOCSPX-${alphanumeric(28)}`),
    whole('a private key', pem('pkcs1')),
    { kind: 'a private key in JSON', text: `{"private_key": "${escaped}"}`, secret: escaped.slice(40, -40) },
    whole(
      'a JSON web token',
      `${json({ alg: 'HS256', typ: 'JWT' })}.${json({ sub: alphanumeric(30) })}.${alphanumeric(43)}`,
    ),
    whole('a Slack token', `xoxb-${hex(12)}-${alphanumeric(24)}`),
    after(
      'a Slack webhook',
      'https://hooks.slack.com/services/',
      `T${capitals(9)}/B${capitals(9)}/${alphanumeric(24)}`,
    ),
    whole('a Stripe key', `sk_live_${alphanumeric(24)}`),
    whole('a key of a model provider', `sk-ant-${alphanumeric(60)}`),
    whole('an npm token', `npm_${alphanumeric(36)}`),
    whole('a PyPI token', `pypi-${alphanumeric(120)}`),
    whole('a Hugging Face token', `hf_${alphanumeric(34)}`),
    whole('a DigitalOcean token', `dop_v1_${hex(64)}`),
    whole('a SendGrid key', `SG.${alphanumeric(22)}.${alphanumeric(43)}`),
    whole('an age key', `AGE-SECRET-KEY-1${capitals(58)}`),
    after('an Azure storage key', 'AccountName=x;AccountKey=', `${alphanumeric(86)}==`, ';EndpointSuffix=core'),
    after('the signature of a signed URL', 'https://host/blob?sv=2022&sig=', alphanumeric(44), '&se=1'),
    after('a password in a URL', 'postgres://user:', alphanumeric(20), '@host/db'),
    after('a bearer token', 'Authorization: Bearer ', alphanumeric(30)),
    after('an API key in a header', 'X-API-Key: ', alphanumeric(32)),
  ];
}
