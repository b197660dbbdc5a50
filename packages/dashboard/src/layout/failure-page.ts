import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import { html } from '../html/html.ts';
import { RUNS_PATH } from './links.ts';
import { notice } from './notice.ts';
import type { Page } from './page.ts';

export interface FailurePage {
  status: number;
  page: Page;
}

const BACK = [{ href: RUNS_PATH, label: 'All runs' }];

/**
 * The page for an error: what went wrong, and where to go. Null for unexpected errors.
 */
export function failurePage(error: unknown, path: string): FailurePage | null {
  if (!(error instanceof ApiRefusal)) return null;
  switch (error.status) {
    case 404:
      return notFoundPage();
    case 422:
    case 400:
      return failure(
        error.status === 400 ? 400 : 422,
        'Invalid request',
        html`The address holds something that does not fit: ${error.message}`,
      );
    case 429:
      return failure(429, 'Too many requests', 'Please wait a minute, and load the page again.', path);
    default:
      return failure(
        503,
        'The service does not answer',
        'The data for this page is not available at the moment. Runs continue meanwhile. Load the page again in a moment.',
        path,
      );
  }
}

export function notFoundPage(): FailurePage {
  return failure(
    404,
    'Not found',
    'There is nothing at this address: it may have been deleted, or the link may be incomplete.',
  );
}

function failure(
  status: number,
  title: string,
  text: Parameters<typeof notice>[0]['text'],
  again?: string,
): FailurePage {
  const links = again ? [{ href: again, label: 'Load again' }, ...BACK] : BACK;
  return { status, page: { title, section: null, body: notice({ title, text, icon: 'alert', links }, 'h1') } };
}
