import { nearestName } from '@pangeo-forge/shared/names/nearest-name';

export type RecipeChoice = { outcome: 'chosen'; ids: string[] } | { outcome: 'unclear'; reason: string; reply: string };

export interface ChoiceWords {
  /** What stands behind the ids in an example of the command. */
  behind?: string;
  /** Where the recipes are; this pull request unless told. */
  place?: string;
}

/** Of what is not known, so many are named in a reply. */
const MOST_NAMED = 10;
const LONGEST_ID = 128;
/** A comment holds 65,536 characters, and all of them may be one argument. */
const LONGEST_ARGUMENT = 2 * LONGEST_ID;

/** The recipes that the arguments of a command name, of those that there are; what is unclear gets a sentence with what would work. */
export function chooseRecipes(
  args: readonly string[],
  known: readonly string[],
  command: string,
  { behind = '', place = 'this pull request' }: ChoiceWords = {},
): RecipeChoice {
  if (args.some((arg) => arg.toLowerCase() === 'all') && !known.includes('all'))
    return { outcome: 'chosen', ids: [...known] };
  const given = [...new Set(args.map(unquoted).filter((id) => id !== ''))];
  if (given.length === 0) {
    const reply = `Which recipe? Write \`/${command} ${known[0]}${behind}\`, or \`/${command} all${behind}\`. ${listOf(known)}`;
    return { outcome: 'unclear', reason: 'no recipe was named', reply };
  }
  const unknown = given.filter((id) => !known.includes(id));
  if (unknown.length === 0) return { outcome: 'chosen', ids: given };
  const named = unknown.slice(0, MOST_NAMED).map((id) => id.slice(0, LONGEST_ID));
  const lines = named.map((id) => {
    const near = nearestName(id, known);
    return `There is no recipe \`${id.replaceAll('`', "'")}\` in ${place}${near ? `: did you mean \`/${command} ${near}${behind}\`?` : '.'}`;
  });
  const more = unknown.length > named.length ? ` Nor are there the ${unknown.length - named.length} others.` : '';
  return {
    outcome: 'unclear',
    reason: `unknown recipe ${named.join(', ')}`,
    reply: `${lines.join('\n')}${more} ${listOf(known)}`,
  };
}

/** People copy ids with the marks of Markdown, and separate them with commas. */
function unquoted(arg: string): string {
  return arg.slice(0, LONGEST_ARGUMENT).replace(/^[`"',]+|[`"',]+$/g, '');
}

function listOf(known: readonly string[]): string {
  return `Its recipes: ${known.map((id) => `\`${id}\``).join(', ')}.`;
}
