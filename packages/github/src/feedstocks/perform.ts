export interface Step<T> {
  send: () => Promise<T>;
  /** Finds what an earlier attempt sent; null when it is not there. `send_again`: sending it twice is the same as once. */
  find: 'send_again' | (() => Promise<T | null>);
}

/** Does one named step once, however often the sequence is started. */
export type Perform = <T>(name: string, step: Step<T>) => Promise<T>;
