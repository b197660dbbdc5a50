/** Thrown by a handler that can do no more now: the work waits until its subject is woken or the time is over. Not a failed attempt. */
export class ComeBackLater extends Error {
  readonly inMs: number;

  constructor(inMs: number, reason: string) {
    super(reason);
    this.name = 'ComeBackLater';
    this.inMs = inMs;
  }
}
