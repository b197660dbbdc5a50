/** What a run goes through, in order. A bake on this machine is not submitted. */
export const RUN_PHASES = ['clone', 'environment', 'read', 'submit', 'bake', 'inspect'] as const;

export type RunPhase = (typeof RUN_PHASES)[number];
