import type { About } from '../stac/about-meta.ts';
import type { ProvenanceOfRun } from './statement.ts';

/**
 * The metadata document of an RO-Crate 1.1 of a run: its datasets, and the action that made them. [RO-Crate 1.1,
 * "Provenance of entities"]
 * @param base where this deployment is reached
 */
export function buildRoCrate(run: ProvenanceOfRun, about: About, base: string): object {
  const code = `https://github.com/${run.feedstockSpec}/tree/${run.sha}`;
  const url = `${base}/recipe_runs/${run.runId}`;
  const stores = run.stores.flatMap(({ address }) => (address === null ? [] : [address]));
  const license = about.license === 'other' ? null : `https://spdx.org/licenses/${about.license}`;
  const refTo = (id: string) => ({ '@id': id });
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        about: refTo('./'),
        conformsTo: refTo('https://w3id.org/ro/crate/1.1'),
      },
      {
        '@id': './',
        '@type': 'Dataset',
        identifier: url,
        name: `${about.title}: ${run.recipeId}`,
        description: about.description,
        datePublished: run.completedAt,
        license: license === null ? code : refTo(license),
        hasPart: stores.map(refTo),
        mentions: refTo('#run'),
      },
      ...stores.map((address) => ({
        '@id': address,
        '@type': 'Dataset',
        name: run.recipeId,
        url: address,
        sdDatePublished: run.completedAt,
      })),
      {
        '@id': '#run',
        '@type': 'CreateAction',
        name: `Run ${run.runId} of the recipe ${run.recipeId}`,
        startTime: run.startedAt,
        endTime: run.completedAt,
        instrument: refTo(code),
        object: refTo(code),
        result: stores.map(refTo),
        url,
      },
      {
        '@id': code,
        '@type': 'SoftwareSourceCode',
        name: run.feedstockSpec,
        version: run.sha,
        programmingLanguage: 'Python',
        codeRepository: `https://github.com/${run.feedstockSpec}`,
      },
      ...(license === null ? [] : [{ '@id': license, '@type': 'CreativeWork', name: about.license }]),
    ],
  };
}
