import { ORGANIZATION } from '@pangeo-forge/runner-worker/testing/flow-stage';

/** What staged-recipes is renamed to in a story. */
export const RENAMED = 'new-staged-recipes';
/** Where a feedstock goes in a story. */
export const OTHER_ORGANIZATION = 'ocean';

const PRESENT_NAMES: Record<string, string> = {
  [`${ORGANIZATION}/staged-recipes`]: `${ORGANIZATION}/${RENAMED}`,
  [`${ORGANIZATION}/soil-feedstock`]: `${OTHER_ORGANIZATION}/soil-feedstock`,
};
const FORMER = new RegExp(Object.keys(PRESENT_NAMES).join('|'), 'g');

/**
 * The names that something goes by depend on whether it was done before or after the repository got another one: here
 * all are new.
 */
export function underPresentNames(text: string): string {
  return text.replaceAll(FORMER, (name) => PRESENT_NAMES[name] ?? name);
}
