/**
 * In order. A migration that was released is never edited. Each is loaded when it is to be applied: whoever asks what
 * is missing needs the names.
 */
export const MIGRATIONS = [
  { name: '20261121000000-adopt', load: () => import('./20261121000000-adopt.ts') },
  { name: '20261121010000-stac-item', load: () => import('./20261121010000-stac-item.ts') },
  { name: '20261121123000-fast-reads', load: () => import('./20261121123000-fast-reads.ts') },
  { name: '20261121130000-lost-leases', load: () => import('./20261121130000-lost-leases.ts') },
  { name: '20261121131500-fast-history', load: () => import('./20261121131500-fast-history.ts') },
  { name: '20261121140500-count-of-kind', load: () => import('./20261121140500-count-of-kind.ts') },
  { name: '20261121152500-held-up-calls', load: () => import('./20261121152500-held-up-calls.ts') },
  { name: '20261121153500-page-of-kind', load: () => import('./20261121153500-page-of-kind.ts') },
  { name: '20261121160000-keys-by-prefix', load: () => import('./20261121160000-keys-by-prefix.ts') },
  { name: '20261130221500-retrying-since', load: () => import('./20261130221500-retrying-since.ts') },
  { name: '20261130232000-dataset', load: () => import('./20261130232000-dataset.ts') },
  { name: '20261201032513-picture', load: () => import('./20261201032513-picture.ts') },
  { name: '20261201034151-schedule', load: () => import('./20261201034151-schedule.ts') },
  { name: '20261201034600-session', load: () => import('./20261201034600-session.ts') },
  { name: '20261201035319-catalog', load: () => import('./20261201035319-catalog.ts') },
  { name: '20261201035510-budget', load: () => import('./20261201035510-budget.ts') },
  { name: '20261201035900-stac-search', load: () => import('./20261201035900-stac-search.ts') },
  { name: '20261201041200-provenance', load: () => import('./20261201041200-provenance.ts') },
  { name: '20261201041500-traceparent', load: () => import('./20261201041500-traceparent.ts') },
  { name: '20261201043837-run-phase', load: () => import('./20261201043837-run-phase.ts') },
  { name: '20261201044836-phase-trace', load: () => import('./20261201044836-phase-trace.ts') },
];
