/** Random choices that are the same for the same seed. */
export interface Dice {
  /** From 0 up to 1. */
  roll(): number;
  oneOf<T>(values: readonly T[]): T;
  /** One of the names, in proportion to their weights. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
}

export function createDice(seed: number): Dice {
  const roll = mulberry32(seed);
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));
  return {
    roll,
    between,
    oneOf: <T>(values: readonly T[]) => values[between(0, values.length - 1)] as T,
    weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>) {
      const choices = Object.entries(weights) as [K, number][];
      let left = roll() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      const chosen = choices.find(([, weight]) => (left -= weight) < 0) ?? choices.at(-1);
      if (!chosen) throw new Error('there is nothing to choose from');
      return chosen[0];
    },
  };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
