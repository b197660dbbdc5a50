/** Opens what is asked for the first time it is, once for all who ask. What could not be opened is tried again by the next. */
export function openOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    const opening = (opened ??= open());
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
    return opening;
  };
}
