import { configurationPage } from './configuration-page.ts';
import { errorsPage } from './errors-page.ts';
import { noticesPage } from './notices-page.ts';
import { queuesPage } from './queues-page.ts';
import { restContractPage } from './rest-contract-page.ts';
import { restPage } from './rest-page.ts';
import { webhooksPage } from './webhooks-page.ts';
import { wrapProse } from './wrap-prose.ts';

const PAGES: Record<string, () => string> = {
  'configuration.md': configurationPage,
  'errors.md': errorsPage,
  'notices.md': noticesPage,
  'queues.md': queuesPage,
  'rest.md': restPage,
  'rest-contract.md': restContractPage,
  'webhooks.md': webhooksPage,
};

/** The pages of docs/reference by file name, made from the code. */
export function referencePages(): Map<string, string> {
  return new Map(
    Object.entries(PAGES).map(([file, page]) => {
      const [title, ...rest] = page().split('\n\n');
      const origin = 'Generated from the code by `node tools/write-reference.ts`.';
      return [file, `${[title, origin, ...rest.map(wrapProse)].join('\n\n')}\n`];
    }),
  );
}
