import { editDistance } from './edit-distance.ts';

/** The candidate that takes the fewest changed letters; null when none is near. */
export function nearestName(given: string, candidates: readonly string[]): string | null {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(given.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.ceil(given.length / 3)) ? best.candidate : null;
}
