import { findProvenance, type StoredProvenance } from '@pangeo-forge/db/provenance/provenance';
import { envelopeSchema, publicKeyOf } from '@pangeo-forge/datasets/provenance/envelope';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';

const JSON_LD = 'application/ld+json';
const failures = { 404: 'It is no production run whose datasets were opened, or its statement is not made yet.' };

export const provenanceRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/provenance',
    operationId: 'read_recipe_run_provenance',
    summary: 'How a production run made its datasets: a statement of in-toto with SLSA provenance, signed',
    description:
      'A DSSE envelope. Its subjects are files of the stores’ metadata, by their SHA-256. It has no signatures where the deployment names no key. `pangeo-forge datasets verify` checks it.',
    tags: ['dataset'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The envelope.', schema: envelopeSchema.meta({ id: 'ProvenanceEnvelope' }) },
    failures,
    handle: async ({ parts, params }) => json((await provenanceOf(parts, params.id)).envelope),
  }),
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/ro-crate',
    operationId: 'read_recipe_run_ro_crate',
    summary: 'A production run and its datasets as the metadata of an RO-Crate 1.1',
    tags: ['dataset'],
    access: 'public',
    params: idPathSchema,
    answers: { description: '`ro-crate-metadata.json`', contentTypes: [JSON_LD] },
    failures,
    async handle({ parts, params }) {
      const { roCrate } = await provenanceOf(parts, params.id);
      return { body: JSON.stringify(roCrate), type: JSON_LD };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/provenance/keys',
    operationId: 'list_provenance_keys',
    summary: 'The public keys that sign how datasets were made',
    tags: ['dataset'],
    access: 'public',
    answers: {
      description: 'The current one first, then those that signed before.',
      schema: z.array(
        z
          .object({
            key_id: z.string().meta({ description: 'SHA-256 of the key (SPKI, DER); `keyid` in envelopes.' }),
            public_key: z.string().meta({ description: 'PEM.' }),
          })
          .meta({ id: 'ProvenanceKey' }),
      ),
    },
    handle: ({ parts }) =>
      json((parts.provenanceKeys ?? []).map(publicKeyOf).map(({ keyId, pem }) => ({ key_id: keyId, public_key: pem }))),
  }),
];

async function provenanceOf({ database }: RouteParts, runId: number): Promise<StoredProvenance> {
  const found = await findProvenance(database.pool, runId);
  if (!found) throw new AppError('not_found', 'provenance not found');
  return found;
}
