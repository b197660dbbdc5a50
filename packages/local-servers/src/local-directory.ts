import { fileURLToPath } from 'node:url';

/** Data that is kept on this machine: `.local/` at the root of the checkout, ignored by git. */
export const LOCAL_DIRECTORY = fileURLToPath(new URL('../../../.local', import.meta.url));
