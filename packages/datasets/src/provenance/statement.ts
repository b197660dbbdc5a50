import { z } from 'zod';

/** A file of metadata of a store, as it was read when the store was opened. */
export interface MetadataFile {
  /** Where people read the store; null where they cannot. */
  address: string | null;
  /** Below the address; empty when the store is a file itself. */
  file: string;
  sha256: string;
}

/** What a production run did, as far as it is recorded. */
export interface ProvenanceOfRun {
  runId: number;
  feedstockSpec: string;
  /** Commit of the feedstock. */
  sha: string;
  recipeId: string;
  bakery: string;
  /** UTC, ISO 8601. */
  startedAt: string;
  completedAt: string;
  /** Of what role `run` was asked; null for a run of another service. */
  feedstockSubdir: string | null;
  /** Image of the workers, as the bakery’s file names it. */
  containerImage: string | null;
  stores: readonly MetadataFile[];
}

export const STATEMENT = 'https://in-toto.io/Statement/v1';
export const PREDICATE = 'https://slsa.dev/provenance/v1';
export const BUILD_TYPE = 'https://pangeo-forge.org/provenance/recipe-run/v1';

/**
 * The in-toto statement of a run: its subjects are the metadata of the stores that were opened. It names nothing that
 * is not recorded. https://slsa.dev/spec/v1.0/provenance
 * @param base where this deployment is reached
 */
export function buildStatement(run: ProvenanceOfRun, base: string): object {
  const repository = `https://github.com/${run.feedstockSpec}`;
  return {
    _type: STATEMENT,
    subject: run.stores.map(({ address, file, sha256 }) => ({
      name: [address ?? `${run.recipeId} of run ${run.runId}`, file].filter(Boolean).join('/'),
      digest: { sha256 },
    })),
    predicateType: PREDICATE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { repository, ref: run.sha, recipe: run.recipeId, feedstockSubdir: run.feedstockSubdir },
        internalParameters: { bakery: run.bakery },
        resolvedDependencies: [
          { uri: `git+${repository}@${run.sha}`, digest: { gitCommit: run.sha } },
          ...(run.containerImage === null ? [] : [imageOf(run.containerImage)]),
        ],
      },
      runDetails: {
        builder: { id: base },
        metadata: {
          invocationId: `${base}/recipe_runs/${run.runId}`,
          startedOn: run.startedAt,
          finishedOn: run.completedAt,
        },
      },
    },
  };
}

/** With the digest that the name of the image pins, if it does. */
function imageOf(image: string): object {
  const digest = /@sha256:([0-9a-f]{64})$/.exec(image)?.[1];
  return { uri: `docker://${image}`, ...(digest === undefined ? {} : { digest: { sha256: digest } }) };
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a verifier reads of a statement. */
export const statementSchema = z.object({
  _type: z.literal(STATEMENT),
  subject: z.array(z.object({ name: z.string().min(1), digest: z.object({ sha256 }) })).min(1),
  predicateType: z.literal(PREDICATE),
  predicate: z.object({
    buildDefinition: z.object({
      externalParameters: z.object({ repository: z.string(), ref: z.string(), recipe: z.string() }),
    }),
    runDetails: z.object({ metadata: z.object({ invocationId: z.string() }) }),
  }),
});
