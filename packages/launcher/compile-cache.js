// Loaded before anything else (`node --import`): Node keeps what it has stripped of types and compiled, so that the next start, and the memory of the
// process, are spared both. Where this folder cannot be written, all goes on without.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../.local/compile-cache', import.meta.url)));
