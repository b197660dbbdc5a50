/** A queue of one: each change starts when the one before has ended, whether well or not. */
export function createSerializer(): <T>(change: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (change) => {
    const mine = last.then(change, change);
    last = mine.catch(() => undefined);
    return mine;
  };
}
