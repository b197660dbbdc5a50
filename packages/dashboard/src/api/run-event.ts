/** A line of the journal of a run. */
export interface RunEvent {
  id: number;
  /** UTC, with its zone. */
  at: string;
  kind: string;
  decision: string;
  from_state: string | null;
  to_state: string | null;
  actor: string | null;
  reason: string;
}
