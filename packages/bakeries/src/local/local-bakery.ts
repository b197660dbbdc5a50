import type { BakeryKind } from '../bakery-kind.ts';
import { createSilentClient } from '../silent-client.ts';

/** The machine of role `run`, by Beam's direct runner. */
export const localKind: BakeryKind = {
  name: 'local',
  bakeryClass: /LocalDirectBakery$/,
  runnerExit: 'bake_ended',
  needsCloudPackages: false,
  createClient: () => createSilentClient(),
};
