// Loaded before a process (`node --import`): writes the URL of each module that it loads to the file that LOADED_MODULES names, a line each.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.LOADED_MODULES, `${url}\n`);
    return nextLoad(url, context);
  },
});
