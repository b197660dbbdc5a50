/**
 * Waits for the promise, but no longer than the limit: then the result is what `onTimeout` returns, or the error that
 * it throws. The operation behind the promise continues, and its late result or failure is ignored. The timer keeps no
 * process alive.
 */
export async function withTimeout<T, Late>(
  promise: Promise<T>,
  limitMs: number,
  onTimeout: () => Late,
): Promise<T | Late> {
  const limit = Promise.withResolvers<Late>();
  const timer = setTimeout(() => {
    try {
      limit.resolve(onTimeout());
    } catch (error) {
      limit.reject(error);
    }
  }, limitMs).unref();
  try {
    return await Promise.race([promise, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
