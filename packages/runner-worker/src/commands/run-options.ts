import { nearestName } from '@pangeo-forge/shared/names/nearest-name';

export type RunOptions =
  | { outcome: 'read'; recipes: string[]; production: boolean; ref: string | null }
  | { outcome: 'unclear'; reason: string; reply: string };

const OPTIONS = ['--production', '--ref'];
const EXAMPLE = '`/run RECIPE_ID --production --ref main`';

/** The words behind `/run`. People's editors make one long dash of two, and put code marks around names. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const recipes: string[] = [];
  let production = false;
  let ref: string | null = null;
  const words = args.flatMap((word) => word.replace(/^[—–](?=\w)/, '--').split(/(?<=^--ref)=/));
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--production') production = true;
    else if (word === '--ref') {
      ref = words[++at]?.replace(/^`|`$/g, '') ?? '';
      if (ref === '' || ref.startsWith('--'))
        return unclear('no ref was named', `Behind \`--ref\` stands a branch, a tag or a commit: ${EXAMPLE}.`);
    } else if (word.startsWith('--')) return unknownOption(word);
    else recipes.push(word);
  }
  if (ref !== null && !production)
    return unclear(
      'a test run takes no ref',
      `A test run is of the pull request’s newest commit. \`--ref\` goes with \`--production\`: ${EXAMPLE}.`,
    );
  return { outcome: 'read', recipes, production, ref };
}

function unknownOption(word: string): RunOptions {
  const shown = word.replaceAll('`', "'").slice(0, 40);
  const near = nearestName(word, OPTIONS);
  return unclear(
    `unknown option ${shown}`,
    `I do not know \`${shown}\`.${near ? ` Did you mean \`${near}\`?` : ''} \`/run\` takes \`--production\` and \`--ref\`: ${EXAMPLE}.`,
  );
}

function unclear(reason: string, reply: string): RunOptions {
  return { outcome: 'unclear', reason, reply };
}
