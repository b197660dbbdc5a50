import { Adopt20261121000000 } from './20261121000000-adopt.ts';

/** In order. A migration that was released is never edited. */
export const MIGRATIONS = [{ name: '20261121000000-adopt', class: Adopt20261121000000 }];
