import { fileURLToPath } from 'node:url';

/** Where what is kept on this machine lives: `.local/` at the root of the checkout, which git ignores. */
export const LOCAL_DIRECTORY = fileURLToPath(new URL('../../../.local', import.meta.url));
