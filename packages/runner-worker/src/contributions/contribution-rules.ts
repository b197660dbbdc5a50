/** When a rule is reported, and what it stops. */
export interface ContributionRule {
  /** For its author, in the present tense: what a contribution must be. */
  sentence: string;
  /** What it looks at. */
  place: 'changed files' | 'pull request' | 'recipe folder' | 'organization';
  /** In the check: `fails` stops test runs, too; a `note` is shown to the author and to maintainers. */
  check: 'fails' | 'note';
  /** `refused`: a merge has no effect but a comment; `accepted`: it takes the recipe and leaves the rest. */
  merge: 'refused' | 'accepted';
}

/**
 * What a contribution must be. The check, the merge and `/run` read the same list, so that what the merge will refuse
 * is reported while the author can still act. The rules about the content of meta.yaml are those of `lintMeta`.
 */
export const CONTRIBUTION_RULES = {
  listed_completely: {
    sentence: 'It changes at most 3,000 files, which is as many as GitHub lists.',
    place: 'changed files',
    check: 'fails',
    merge: 'refused',
  },
  in_recipes: {
    sentence: 'A new `meta.yaml` or `recipe.py` is in a folder of its own below `recipes/`.',
    place: 'changed files',
    check: 'fails',
    merge: 'refused',
  },
  one_folder: {
    sentence: 'It changes one folder below `recipes/`.',
    place: 'changed files',
    check: 'fails',
    merge: 'refused',
  },
  only_the_folder: {
    sentence: 'It changes nothing outside that folder.',
    place: 'changed files',
    check: 'fails',
    merge: 'accepted',
  },
  not_removed: {
    sentence: 'It leaves a recipe in the folder.',
    place: 'changed files',
    check: 'fails',
    merge: 'accepted',
  },
  folder_name: {
    sentence: 'The name of the folder can become the name of a repository.',
    place: 'changed files',
    check: 'fails',
    merge: 'refused',
  },
  no_link: {
    sentence: 'The folder is not a symbolic link.',
    place: 'recipe folder',
    check: 'fails',
    merge: 'refused',
  },
  default_branch: {
    sentence: 'Its base is the default branch.',
    place: 'pull request',
    check: 'note',
    merge: 'refused',
  },
  permissions: {
    sentence: 'The GitHub App was granted the permissions that the merge and its reports need.',
    place: 'organization',
    check: 'note',
    merge: 'refused',
  },
  branch_rules: {
    sentence: 'The App can merge the pull request by which it takes the recipe out of staged-recipes.',
    place: 'organization',
    check: 'note',
    merge: 'accepted',
  },
  free_name: {
    sentence: 'No feedstock has its name yet, not even with other capital letters.',
    place: 'organization',
    check: 'fails',
    merge: 'refused',
  },
} as const satisfies Record<string, ContributionRule>;

export type RuleName = keyof typeof CONTRIBUTION_RULES;
