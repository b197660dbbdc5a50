import type { ErrorCode } from '@pangeo-forge/shared/errors/app-error';

/** What the shell learns. Scripts rely on these numbers: they are never given another meaning. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'Success; a check found no problems.' },
  no: { code: 1, meaning: 'The command failed, or a check found problems.' },
  usage: { code: 2, meaning: 'The command was not understood: an unknown option, a missing or bad argument.' },
  config: { code: 3, meaning: 'A configuration file or an environment variable is missing or wrong.' },
  refused: { code: 4, meaning: 'The key is missing, unknown, or does not allow this.' },
  notFound: { code: 5, meaning: 'The named thing does not exist.' },
  unreachable: {
    code: 6,
    meaning: 'The API, the database or another service could not be reached; trying again may help.',
  },
  interrupted: { code: 130, meaning: 'Interrupted (Ctrl-C).' },
} as const;

const OF_ERROR: Partial<Record<ErrorCode, keyof typeof EXIT_CODES>> = {
  invalid_input: 'usage',
  invalid_config: 'config',
  unauthenticated: 'refused',
  forbidden: 'refused',
  not_found: 'notFound',
  unavailable: 'unreachable',
  rate_limited: 'unreachable',
  github_unavailable: 'unreachable',
  bakery_unavailable: 'unreachable',
};

export function exitCodeOf(code: ErrorCode): number {
  return EXIT_CODES[OF_ERROR[code] ?? 'no'].code;
}
