import type { ExecaError } from 'execa';
import { Redactor } from '../redaction/redactor.ts';

export type DecryptResult = { outcome: 'decrypted'; text: string } | { outcome: 'refused'; message: string };

/** Plain text of an encrypted file; it is in memory only. */
export type Decrypt = (file: string, sops: SopsMetadata) => Promise<DecryptResult>;

/** What an encrypted file holds about itself under its key `sops`, in plain text. */
export interface SopsMetadata {
  kms?: Array<{ arn?: string }> | null;
  gcp_kms?: Array<{ resource_id?: string }> | null;
  azure_kv?: Array<{ vault_url?: string }> | null;
  age?: Array<{ recipient?: string }> | null;
  pgp?: Array<{ fp?: string }> | null;
}

const KEPT_NAMES = new Set(['PATH', 'HOME', 'USER', 'GNUPGHOME', 'GPG_TTY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'TMPDIR']);
const KEPT_PREFIXES = ['SOPS_', 'AWS_', 'GOOGLE_', 'CLOUDSDK_', 'AZURE_', 'VAULT_', 'XDG_'];
const PROXY = /^(HTTPS?|NO|ALL)_PROXY$/i;
const TIME_LIMIT_MS = 60_000;
const INSTALL =
  'Install it from https://getsops.io/docs/#download (`brew install sops`, or `go install github.com/getsops/sops/v3/cmd/sops@latest`).';
/** https://github.com/getsops/sops/blob/main/cmd/sops/codes/codes.go */
const EXIT = { macMismatch: 51, macNotFound: 52, noKey: 128 };

/** The part of an environment that sops and the key services behind it read. */
export function sopsEnvironment(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(variables).filter(
    ([name, value]) =>
      value !== undefined &&
      (KEPT_NAMES.has(name) || PROXY.test(name) || KEPT_PREFIXES.some((prefix) => name.startsWith(prefix))),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

/**
 * Decrypts with the program `sops`, which checks the file's MAC. No secret is passed as an argument, and nothing is
 * written.
 */
export function createSopsDecrypt(variables: Readonly<Record<string, string | undefined>>): Decrypt {
  return async (file, metadata) => {
    const { ExecaError, execa } = await import('execa'); // only where something is encrypted
    const format = file.endsWith('.json') ? 'json' : 'yaml';
    try {
      const { stdout } = await execa('sops', ['-d', '--input-type', format, '--output-type', format, file], {
        extendEnv: false,
        env: sopsEnvironment(variables),
        stdin: 'ignore',
        timeout: TIME_LIMIT_MS,
        stripFinalNewline: false,
      });
      return { outcome: 'decrypted', text: stdout };
    } catch (error) {
      if (!(error instanceof ExecaError)) throw error;
      return { outcome: 'refused', message: refusal(error, metadata) };
    }
  };
}

function refusal(error: ExecaError, metadata: SopsMetadata): string {
  if (error.code === 'ENOENT') {
    return `is encrypted with SOPS, and the program \`sops\` is not on PATH. ${INSTALL}`;
  }
  if (error.timedOut) {
    return `is encrypted with SOPS, and \`sops\` did not answer in ${TIME_LIMIT_MS / 1000} s: check that its key service can be reached from here.`;
  }
  if (error.exitCode === EXIT.macMismatch || error.exitCode === EXIT.macNotFound) {
    return 'was changed after it was encrypted (its MAC does not match). Restore it from git, and edit it with `sops edit` only.';
  }
  if (error.exitCode === EXIT.noKey) return `cannot be decrypted here: ${keysNeeded(metadata)}`;
  const output = new Redactor().redact(String(error.stderr ?? '')).trim();
  return `could not be decrypted; sops reports: ${output.slice(0, 600) || error.shortMessage}`;
}

function keysNeeded({ kms, gcp_kms, azure_kv, age, pgp }: SopsMetadata): string {
  const ways = [
    ...(kms ?? []).map(
      ({ arn }) =>
        `the right kms:Decrypt on the AWS KMS key ${arn} (credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or by \`aws configure\`)`,
    ),
    ...(age ?? []).map(
      ({ recipient }) =>
        `the private key of age recipient ${recipient} (in SOPS_AGE_KEY, in the file SOPS_AGE_KEY_FILE names, or in ~/.config/sops/age/keys.txt)`,
    ),
    ...(pgp ?? []).map(({ fp }) => `the private PGP key ${fp} in gpg's key ring`),
    ...(gcp_kms ?? []).map(({ resource_id: id }) => `the right to decrypt with the Google Cloud KMS key ${id}`),
    ...(azure_kv ?? []).map(({ vault_url: url }) => `the right to decrypt with the key in ${url}`),
  ];
  return `it needs one of: ${ways.join('; ')}. Somebody who has one of them can add you with \`sops updatekeys\`.`;
}
