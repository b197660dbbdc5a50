import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { stringify } from 'yaml';
import { CONTRIBUTOR, type DemoStage, ORGANIZATION } from '../demo-stage.ts';

/** The recipe that the transcripts are about. */
export const FOLDER = 'recipes/ocean-halves';
export const FEEDSTOCK = `${ORGANIZATION}/ocean-halves-feedstock`;
export const RECIPES = ['ocean-north', 'ocean-south'];
const PRODUCED_WITHIN_MS = 20 * 60_000;

/** The sample, with its two recipes by name. */
export async function filesOf(bakeryId: string): Promise<Record<string, string>> {
  const files = await recipeFiles('ocean-halves', { sourceUrl: 'https://data.example.org', bakeryId });
  const recipes = RECIPES.map((id) => ({ id, object: `recipe:${id.replace('ocean-', '')}` }));
  const meta = {
    title: 'Halves of the ocean',
    description: 'Temperatures of each half of the ocean',
    pangeo_forge_version: '0.10.8',
    recipes,
    provenance: {
      providers: [
        { name: 'Pangeo Forge', description: 'Made for this page', roles: ['producer'], url: 'https://example.org' },
      ],
      license: 'CC0-1.0',
    },
    maintainers: [{ name: 'A contributor', orcid: '0000-0000-0000-0000', github: CONTRIBUTOR }],
    bakery: { id: bakeryId },
  };
  const named = ['north', 'south'].map((half) => `${half} = recipes["ocean-${half}"]\n`);
  return { ...files, 'meta.yaml': stringify(meta), 'recipe.py': `${files['recipe.py']}\n${named.join('')}` };
}

export async function untilProduced({ github }: DemoStage, count: number): Promise<void> {
  const ended = ({ statuses }: { statuses: { state: string }[] }) =>
    statuses.some(({ state }) => ['success', 'failure', 'error'].includes(state));
  await waitFor(
    () => {
      const deployments = github.hasRepository(FEEDSTOCK) ? github.repository(FEEDSTOCK).deployments() : [];
      return deployments.length === count && deployments.every(ended);
    },
    { deadlineMs: PRODUCED_WITHIN_MS },
  );
}

/** GitHub's times are in seconds: a comment in the second of a push is not taken as about it. */
export async function untilNextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1_000);
  await waitFor(() => Math.floor(Date.now() / 1_000) > now);
}

export function listDeployments({ github }: DemoStage): string {
  const deployments = github.repository(FEEDSTOCK).deployments();
  return deployments
    .toSorted((a, b) => a.environment.localeCompare(b.environment))
    .map(({ environment, statuses }) => {
      const words = statuses.map(({ state, description }) => (description ? `${state} (${description})` : state));
      return `- \`${environment}\`: ${words.join(', then ')}`;
    })
    .join('\n');
}

/** The comment on the feedstock shows that each recipe succeeded, and a new one says that all have ended. */
export function isFirstProductionReported(answers: readonly string[]): boolean {
  const succeeded = answers.flatMap((answer) => [...answer.matchAll(/first production run .* succeeded\./g)]);
  return succeeded.length === RECIPES.length && answers.some((one) => one.includes('production runs of this merge'));
}
