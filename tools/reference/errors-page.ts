import { ERROR_CATALOG } from '@pangeo-forge/shared/errors/app-error';
import { markdownTable } from './markdown-table.ts';

/** Every expected failure of the system, as logs and the API name it. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CATALOG).map(([code, { status, retryable, meaning }]) => [
    `\`${code}\``,
    String(status),
    retryable ? 'yes' : 'no',
    meaning,
  ]);
  return [
    '# Errors',
    'An answer that failed is `{"detail": "…"}`; `detail` says what is wrong and what to do. Of a request that is not valid (422) it is a list with the place of each problem. Logs name the code.',
    markdownTable(['code', 'HTTP', 'try again', 'meaning'], rows),
    'What is said about recipes, and what to do, is in [the check run](../contributors.md#read-the-check-run) and [when a run failed](../contributors.md#when-it-failed), exit codes of the program are in [the command line](../cli.md#exit-codes).',
  ].join('\n\n');
}
