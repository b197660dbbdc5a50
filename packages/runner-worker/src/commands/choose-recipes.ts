import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';

export type RecipeChoice = { outcome: 'chosen'; ids: string[] } | { outcome: 'unclear'; reason: string; reply: string };

export interface ChoiceTexts {
  /** What follows the ids in an example of the command. */
  suffix?: string;
  /** Where the recipes are; `this pull request` by default. */
  place?: string;
}

/** How many unknown ids a reply lists. */
const MAX_NAMED = 10;
const MAX_ID_LENGTH = 128;
/** A comment holds 65,536 characters, and all of them may be one argument. */
const MAX_ARGUMENT_LENGTH = 2 * MAX_ID_LENGTH;

/** The known recipes that the arguments of a command name. The reply to an unclear choice says what would work. */
export function chooseRecipes(
  args: readonly string[],
  known: readonly string[],
  command: string,
  { suffix = '', place = 'this pull request' }: ChoiceTexts = {},
): RecipeChoice {
  if (args.some((arg) => arg.toLowerCase() === 'all') && !known.includes('all'))
    return { outcome: 'chosen', ids: [...known] };
  const given = [...new Set(args.map(unquoted).filter((id) => id !== ''))];
  if (given.length === 0) {
    const reply = `Which recipe? Write ${codeSpan(`/${command} ${known[0]}${suffix}`)}, or ${codeSpan(`/${command} all${suffix}`)}. ${listOf(known)}`;
    return { outcome: 'unclear', reason: 'no recipe was named', reply };
  }
  const unknown = given.filter((id) => !known.includes(id));
  if (unknown.length === 0) return { outcome: 'chosen', ids: given };
  const named = unknown.slice(0, MAX_NAMED).map((id) => id.slice(0, MAX_ID_LENGTH));
  const lines = named.map((id) => {
    const near = nearestName(id, known);
    return `There is no recipe ${codeSpan(id)} in ${place}${near ? `: did you mean ${codeSpan(`/${command} ${near}${suffix}`)}?` : '.'}`;
  });
  const more = unknown.length > named.length ? ` The ${unknown.length - named.length} others do not exist either.` : '';
  return {
    outcome: 'unclear',
    reason: `unknown recipe ${named.join(', ')}`,
    reply: `${lines.join('\n')}${more} ${listOf(known)}`,
  };
}

/** People copy ids with Markdown's quotes, and separate them with commas. */
function unquoted(arg: string): string {
  return arg.slice(0, MAX_ARGUMENT_LENGTH).replace(/^[`"',]+|[`"',]+$/g, '');
}

function listOf(known: readonly string[]): string {
  return `Its recipes: ${known.map((id) => codeSpan(id)).join(', ')}.`;
}
