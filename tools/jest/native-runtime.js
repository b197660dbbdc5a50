// Jest's own runtime loads every module of every test file anew, into a context of its own: more than half of what tests cost. We replace no module
// and no global, so Node itself loads the test files, as it loads the product, and modules are loaded once a worker.
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import Runtime from 'jest-runtime';
import { setGlobals } from './jest-globals.js';

const require = createRequire(import.meta.url);
const GLOBALS = new URL('./jest-globals.js', import.meta.url).href;
/** Where jest-circus keeps what listens to a test file's events. */
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
});

export default class NativeRuntime extends Runtime {
  /** What jest-circus keeps of a test file is of its module: it is loaded anew. */
  requireInternalModule(from, moduleName) {
    if (!from.includes('jest-circus')) return super.requireInternalModule(from, moduleName);
    delete require.cache[from];
    delete globalThis[EVENT_HANDLERS];
    return require(from);
  }

  setGlobalsForRuntime(globals) {
    setGlobals(globals);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(from) {
    await import(pathToFileURL(from).href);
  }
}
