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
 * What a reader sees instead of a page: what went wrong in plain words, and the way on. Null for what nobody expected.
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
        'That cannot be asked for',
        html`The address holds something that does not fit: ${error.message}`,
      );
    case 429:
      return failure(429, 'Too many requests', 'Please wait a minute, and load the page again.', path);
    default:
      return failure(
        503,
        'The service does not answer',
        'The pages are here, but what they would show is not to be had just now. Runs go on meanwhile. Load the page again in a moment.',
        path,
      );
  }
}

export function notFoundPage(): FailurePage {
  return failure(
    404,
    'Not found',
    'There is nothing at this address: it may have been deleted, or the link is not whole.',
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
