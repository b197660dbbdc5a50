import { fileURLToPath } from 'node:url';

/**
 * An executable with the options and the output of pangeo-forge-runner, for machines without Python 3.11 and for quick
 * tests of its callers. It runs no recipe code, and marks its datasets as made up. `behaviour.json` beside a
 * feedstock's meta.yaml makes it fail, hang, flood or die: `{"bake": [{"waitMs": 100}, {"fail": "no data"}]}` (all
 * steps: `stand-in/behave.mjs`).
 */
export const standInRunner: string = fileURLToPath(new URL('./stand-in/pangeo-forge-runner.mjs', import.meta.url));
