import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { conclusionWords } from './conclusion-words.ts';

export interface MadeFeedstock {
  /** `owner/name` */
  spec: string;
  /** Its page on GitHub. */
  url: string;
  /** The pull request that brought the recipe. */
  creationUrl: string;
  /** The newest run of each recipe that it brought. */
  runs: ReadonlyArray<{ run: RecipeRunRecord; link: string }>;
  /** Logins that its meta.yaml names. */
  maintainers: readonly string[];
}

/** What a contributor reads below the merged pull request when the recipe has become a feedstock. */
export function textOfMadeFeedstock({ spec, url, creationUrl, runs, maintainers }: MadeFeedstock): string {
  return [
    `🎉 The recipe has a repository of its own now: [${spec}](${url}).`,
    '',
    ...(runs.length === 0 ? [notStarted(creationUrl)] : runs.map(lineOf)),
    '',
    `**Next:** propose changes of the recipe as pull requests to [${spec}](${url}). Each is checked and test-run as this one was, and its merge runs the recipe in full again. ${sayWhoMaintains(maintainers)}`,
  ].join('\n');
}

function notStarted(creationUrl: string): string {
  return `Its first production run starts by itself. Should it not start, [the pull request that brought the recipe](${creationUrl}) says why.`;
}

function lineOf({ run, link }: MadeFeedstock['runs'][number]): string {
  const what = `- The first production run of \`${run.recipeId}\`, [run ${run.id}](${link}),`;
  if (run.status !== 'completed') return `${what} ${run.status === 'queued' ? 'waits to be started' : 'is under way'}.`;
  const isFailure = run.conclusion !== 'success' && run.conclusion !== 'cancelled';
  return `${what} ${conclusionWords(run.conclusion)}.${isFailure ? ' An issue there says why, and how to try again.' : ''}`;
}

function sayWhoMaintains(maintainers: readonly string[]): string {
  return maintainers.length === 0
    ? 'Its `meta.yaml` names no maintainers: add some there, so that they can start runs.'
    : `Its maintainers can start runs there: ${maintainers.map((login) => `\`${login}\``).join(', ')}.`;
}
