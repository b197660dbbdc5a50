import { ERROR_CATALOG } from '@pangeo-forge/shared/errors/app-error';
import { markdownTable } from './markdown-table.ts';

/** Every expected error, as logs and the API name it. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CATALOG).map(([code, { status, retryable, meaning }]) => [
    `\`${code}\``,
    String(status),
    retryable ? 'yes' : 'no',
    meaning,
  ]);
  return [
    '# Errors',
    'An error response is `{"detail": "…"}`; `detail` says what is wrong and what to do. For an invalid request (422) `detail` is a list with the location of each problem. Logs contain the code.',
    markdownTable(['code', 'HTTP', 'retry', 'meaning'], rows),
    'For messages about recipes see [the check run](../contributors.md#read-the-check-run) and [when a run failed](../contributors.md#when-it-failed), for exit codes [the command line](../cli.md#exit-codes).',
  ].join('\n\n');
}
