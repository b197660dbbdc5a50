import type { ChaosStage } from '../stage/chaos-stage.ts';
import type { Dice } from '../dice.ts';

/** A pull request with everything that people did on it: what the checker compares with what came of it. */
export interface Contribution {
  repo: string;
  number: number;
  /** Below `recipes/`; null in a feedstock. */
  folder: string | null;
  /** Oldest first. */
  heads: string[];
  bakery: string;
  /** Its bakes on this machine raise. */
  raises: boolean;
  state: 'open' | 'closed' | 'merged';
  comments: { commentId: number; command: 'run' | 'cancel' | 'status' }[];
}

export interface StoryContext {
  stage: ChaosStage;
  dice: Dice;
  contributions: Contribution[];
  /** False when it is time to go home; what was waited for may not have come then. */
  until(condition: () => boolean): Promise<boolean>;
}
