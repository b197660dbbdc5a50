import { createPrivateKey } from 'node:crypto';

/**
 * Why no client can sign with this RSA key; null when it can. Never quotes the key.
 * @param owner where a new key comes from, for the message.
 */
export function privateKeyProblem(pem: string, owner: 'the GitHub App' | 'the service account'): string | null {
  // keys in environment variables have their line breaks written out; the clients read both
  const text = pem.replaceAll('\\n', '\n').trim();
  const again = owner === 'the GitHub App' ? 'Make a new one in the settings of the App' : 'Make a new JSON key';
  const kind = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----/.exec(text)?.[1]?.trim();
  if (kind === undefined) return `expected the PEM text of ${owner}’s private key`;
  if (!/-----BEGIN [A-Z ]*-----[ \t]*\r?\n/.test(text))
    return 'is a key whose lines were folded into one, as YAML’s ">" and text without a mark do. Write `private_key: |`, and the key’s lines below it, indented';
  if (!/-----END [A-Z ]*PRIVATE KEY-----/.test(text)) return `is a key without its END line. ${again}`;
  if (kind === 'ENCRYPTED' || /^Proc-Type:.*ENCRYPTED/m.test(text))
    return 'is a key with a passphrase, which no service can type in. Take the passphrase off with `openssl rsa`';
  if (kind === 'OPENSSH') return `is a key of OpenSSH, expected the one that ${owner} was issued`;
  if (!text.startsWith('-----BEGIN'))
    return 'has text in front of its BEGIN line, which clients do not skip. Remove it';
  return unreadable(text, owner, again);
}

function unreadable(text: string, owner: string, again: string): string | null {
  try {
    const { asymmetricKeyType } = createPrivateKey(text);
    return asymmetricKeyType === 'rsa' ? null : `is a key of type ${asymmetricKeyType}; ${owner} signs with RSA`;
  } catch {
    return `is a key that cannot be read: its lines are damaged or incomplete. ${again}, and copy the file completely`;
  }
}

/** Why provenance cannot be signed with this key; null when it can. Never quotes the key. */
export function signingKeyProblem(pem: string): string | null {
  try {
    const { asymmetricKeyType: type } = createPrivateKey(pem);
    return type === 'ed25519' || type === 'ec' ? null : `is a key of type ${type}; expected Ed25519 or ECDSA`;
  } catch {
    return 'expected the PEM text of a private key without a passphrase';
  }
}
