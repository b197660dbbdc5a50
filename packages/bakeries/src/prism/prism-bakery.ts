import type { BakeryKind } from '../bakery-kind.ts';
import { createSilentClient } from '../silent-client.ts';

/** The machine of role `run`, by Beam's portable runner in Go. */
export const prismKind: BakeryKind = {
  name: 'prism',
  bakeryClass: /^pangeo_forge_prism\.PrismBakery$/,
  runnerExit: 'bake_ended',
  needsCloudPackages: false,
  createClient: () => createSilentClient(),
};
