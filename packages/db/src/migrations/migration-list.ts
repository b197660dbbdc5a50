import { Adopt20261121000000 } from './20261121000000-adopt.ts';
import { StacItem20261121010000 } from './20261121010000-stac-item.ts';
import { FastReads20261121123000 } from './20261121123000-fast-reads.ts';
import { LostLeases20261121130000 } from './20261121130000-lost-leases.ts';
import { FastHistory20261121131500 } from './20261121131500-fast-history.ts';
import { CountOfKind20261121140500 } from './20261121140500-count-of-kind.ts';

/** In order. A migration that was released is never edited. */
export const MIGRATIONS = [
  { name: '20261121000000-adopt', class: Adopt20261121000000 },
  { name: '20261121010000-stac-item', class: StacItem20261121010000 },
  { name: '20261121123000-fast-reads', class: FastReads20261121123000 },
  { name: '20261121130000-lost-leases', class: LostLeases20261121130000 },
  { name: '20261121131500-fast-history', class: FastHistory20261121131500 },
  { name: '20261121140500-count-of-kind', class: CountOfKind20261121140500 },
];
