import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';

/** Of the payload. https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const IN_TOTO = 'application/vnd.in-toto+json';

/** https://github.com/secure-systems-lab/dsse/blob/v1.0.2/envelope.md; without signatures where no key is named. */
export const envelopeSchema = z.object({
  payloadType: z.literal(IN_TOTO),
  /** Base64. */
  payload: z.base64().max(4 * 1024 * 1024),
  signatures: z.array(z.object({ keyid: z.string(), sig: z.base64() })).max(10),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** Signs with a private key; `keyId` names its public key. */
export interface Signer {
  keyId: string;
  sign(bytes: Buffer): Buffer;
}

/** @param pem a private key, Ed25519 or ECDSA */
export function signerOf(pem: string): Signer {
  const key = createPrivateKey(pem);
  return { keyId: keyIdOf(createPublicKey(key)), sign: (bytes) => sign(algorithmOf(key), bytes, key) };
}

/** SHA-256 of the public key (SPKI, DER), in hexadecimal. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

export interface PublicKey {
  keyId: string;
  /** SPKI. */
  pem: string;
}

/** @param pem a public key, or a private key whose public one is meant */
export function publicKeyOf(pem: string): PublicKey {
  const key = createPublicKey(pem);
  return { keyId: keyIdOf(key), pem: key.export({ type: 'spki', format: 'pem' }).toString() };
}

/** @param signer null: the envelope has no signature, and says so by that */
export function sealEnvelope(statement: object, signer: Signer | null): Envelope {
  const body = Buffer.from(JSON.stringify(statement));
  const signatures = signer ? [{ keyid: signer.keyId, sig: signer.sign(encoded(body)).toString('base64') }] : [];
  return { payloadType: IN_TOTO, payload: body.toString('base64'), signatures };
}

export type Verification =
  | { outcome: 'signed'; keyId: string; statement: unknown }
  | { outcome: 'unsigned'; statement: unknown }
  /** By none of the keys, or not what they signed. */
  | { outcome: 'not_signed_by_these'; keyIds: string[] };

/** Whether one of the keys signed the envelope. Signatures of other keys are no fault. */
export function verifyEnvelope(envelope: Envelope, keys: readonly string[]): Verification {
  const body = Buffer.from(envelope.payload, 'base64');
  const { signatures } = envelope;
  if (signatures.length === 0) return { outcome: 'unsigned', statement: JSON.parse(body.toString('utf8')) };
  for (const pem of keys) {
    const key = createPublicKey(pem);
    const keyId = keyIdOf(key);
    for (const { sig } of signatures)
      if (verify(algorithmOf(key), encoded(body), key, Buffer.from(sig, 'base64')))
        return { outcome: 'signed', keyId, statement: JSON.parse(body.toString('utf8')) };
  }
  return { outcome: 'not_signed_by_these', keyIds: signatures.map(({ keyid }) => keyid) };
}

/** Ed25519 hashes by itself. */
function algorithmOf(key: KeyObject): string | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}

/** What is signed. [DSSE 1.0.2, protocol.md] */
function encoded(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${IN_TOTO.length} ${IN_TOTO} ${body.length} `), body]);
}
