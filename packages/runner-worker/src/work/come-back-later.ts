/** Thrown by a handler that can do no more now: the work waits until its subject is woken or the time is over. Not a failed attempt. */
export class ComeBackLater extends Error {
  readonly inMs: number;
  /** Who keeps it waiting, where people are to be told of them. */
  readonly waitsFor: 'operators' | null;

  constructor(inMs: number, reason: string, waitsFor: 'operators' | null = null) {
    super(reason);
    this.name = 'ComeBackLater';
    this.inMs = inMs;
    this.waitsFor = waitsFor;
  }
}
