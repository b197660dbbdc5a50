import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { answerOf } from '@pangeo-forge/api-client/answers';
import { envelopeSchema, verifyEnvelope } from '@pangeo-forge/datasets/provenance/envelope';
import { statementSchema } from '@pangeo-forge/datasets/provenance/statement';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { runIdSchema } from '../../api/runs.ts';
import type { CliContext } from '../../context/cli-context.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';

export const datasetsVerifyCommand = defineCommand({
  path: 'datasets verify',
  summary: 'Check who says how a dataset was made, and that the store still is what they say.',
  details: `Checks the signature of the run's provenance, that it is about this run, and that each store's metadata has the
hash that was signed. The exit code is 1 when one of these is not so, also for a statement without a signature. A store
that cannot be read from here is reported, and is no failure.
Without --key, the keys that the deployment itself serves are trusted.
Example:
  pangeo-forge datasets verify 1568 --key provenance.pub`,
  arguments: [['<run>', 'id of the production run that made it']],
  options: [['--key <file>', 'public key (PEM) that is trusted, instead of those of the deployment']],
  input: z.object({ run: runIdSchema, key: z.string().optional() }),
  async run(context, { run: id, key }) {
    const params = { params: { path: { id } } };
    const run = await answerOf(context.api().GET('/recipe_runs/{id}', params));
    const answer = await answerOf(context.api().GET('/recipe_runs/{id}/provenance', params));
    const { data: envelope } = envelopeSchema.safeParse(answer);
    if (!envelope) throw new AppError('conflict', `The provenance of run ${id} is no envelope of DSSE.`);
    const checked = verifyEnvelope(
      envelope,
      key === undefined ? await servedKeys(context) : [await keyIn(context, key)],
    );
    if (checked.outcome === 'not_signed_by_these') {
      const by = checked.keyIds.join(', ') || 'nobody';
      throw new AppError(
        'conflict',
        `The provenance of run ${id} was not signed with a trusted key, or was changed (signed by ${by}).`,
      );
    }
    const { data: statement } = statementSchema.safeParse(checked.statement);
    if (!statement) throw new AppError('conflict', `The provenance of run ${id} is no statement of SLSA provenance.`);
    const { ref, recipe } = statement.predicate.buildDefinition.externalParameters;
    const { invocationId } = statement.predicate.runDetails.metadata;
    if (!invocationId.endsWith(`/recipe_runs/${id}`) || ref !== run.head_sha || recipe !== run.recipe_id)
      throw new AppError('conflict', `The statement is about another run (${invocationId}), not about run ${id}.`);
    const subjects = [];
    for (const { name, digest } of statement.subject)
      subjects.push({ name, ...(await compare(context, name, digest.sha256)) });
    const signedBy = checked.outcome === 'signed' ? checked.keyId : null;
    const isGood = signedBy !== null && subjects.every(({ store }) => store !== 'changed');
    return {
      data: { run: id, signed_by: signedBy, commit: ref, recipe, subjects },
      text: [
        signedBy === null ? 'The statement is not signed.' : `Signed by ${signedBy}.`,
        `Made by run ${id} of ${recipe} at commit ${ref}.`,
        ...subjects.map(({ name, store, reason }) => `${name}: ${STORE[store]}${reason ? ` (${reason})` : ''}.`),
      ].join('\n'),
      exitCode: isGood ? EXIT_CODES.done.code : EXIT_CODES.no.code,
    };
  },
});

const STORE = {
  same: 'its metadata is what was signed',
  changed: 'its metadata is not what was signed: it was written again, or changed',
  unreachable: 'it could not be read from here',
} as const;

async function servedKeys(context: CliContext): Promise<string[]> {
  return (await answerOf(context.api().GET('/provenance/keys'))).map(({ public_key: pem }) => pem);
}

async function keyIn({ cwd }: CliContext, file: string): Promise<string> {
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch(() => null);
  if (text === null || !text.includes('PUBLIC KEY'))
    throw new AppError('invalid_input', `${file} holds no public key (PEM).`);
  return text;
}

interface Compared {
  store: keyof typeof STORE;
  reason: string | null;
}

const TIME_LIMIT_MS = 60_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Whether the file at an address has the hash. */
async function compare({ signal }: CliContext, address: string, sha256: string): Promise<Compared> {
  const read = await readStored(address, AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]));
  if ('reason' in read) return { store: 'unreachable', reason: read.reason };
  const isSame = createHash('sha256').update(read.content).digest('hex') === sha256;
  return { store: isSame ? 'same' : 'changed', reason: null };
}

async function readStored(address: string, signal: AbortSignal): Promise<{ content: Buffer } | { reason: string }> {
  try {
    if (address.startsWith('/')) return { content: await readFile(address, { signal }) };
    if (!/^https?:/.test(address)) return { reason: 'it has no address that starts with http' };
    const response = await fetch(address, { signal });
    if (response.status === 404 || response.status === 410) return { content: Buffer.alloc(0) };
    if (!response.ok) return { reason: `it was answered with ${response.status}` };
    return await readLimited(response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { content: Buffer.alloc(0) };
    return { reason: (error as Error).message };
  }
}

async function readLimited(response: Response): Promise<{ content: Buffer } | { reason: string }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BYTES) return { reason: `it has more than ${MAX_BYTES} bytes` };
    parts.push(part);
  }
  return { content: Buffer.concat(parts) };
}
