// Loaded before anything else (`node --import`). Node keeps code that it has stripped of types and compiled, so the next
// start is faster and takes less memory. Where this folder cannot be written, processes start without it.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../.local/compile-cache', import.meta.url)));
