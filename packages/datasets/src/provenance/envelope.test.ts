import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { publicKeyOf, sealEnvelope, signerOf, verifyEnvelope } from './envelope.ts';

const pemOf = (pair: ReturnType<typeof generateKeyPairSync>) =>
  (pair as unknown as { privateKey: { export(format: object): string } }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
const ed25519 = pemOf(generateKeyPairSync('ed25519') as never);
const ecdsa = pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }) as never);
const STATEMENT = { subject: 'ü', predicate: 1 };

test.each([
  ['Ed25519', ed25519],
  ['ECDSA', ecdsa],
])('what was signed with %s is verified with its public key, and with no other', (_name, pem) => {
  const envelope = sealEnvelope(STATEMENT, signerOf(pem));
  const { keyId, pem: publicPem } = publicKeyOf(pem);
  const other = publicKeyOf(pem === ecdsa ? ed25519 : ecdsa).pem;
  expect(verifyEnvelope(envelope, [other, publicPem])).toEqual({ outcome: 'signed', keyId, statement: STATEMENT });
  expect(verifyEnvelope(envelope, [other])).toEqual({ outcome: 'not_signed_by_these', keyIds: [keyId] });
  expect(verifyEnvelope(envelope, [])).toMatchObject({ outcome: 'not_signed_by_these' });
});

test('a changed statement is not verified, and a signature that was taken away makes it unsigned', () => {
  const envelope = sealEnvelope(STATEMENT, signerOf(ed25519));
  const payload = Buffer.from(JSON.stringify({ ...STATEMENT, predicate: 2 })).toString('base64');
  const { pem } = publicKeyOf(ed25519);
  expect(verifyEnvelope({ ...envelope, payload }, [pem])).toMatchObject({ outcome: 'not_signed_by_these' });
  expect(verifyEnvelope({ ...envelope, signatures: [] }, [pem])).toMatchObject({ outcome: 'unsigned' });
  expect(verifyEnvelope(sealEnvelope(STATEMENT, null), [pem])).toMatchObject({ outcome: 'unsigned' });
});
