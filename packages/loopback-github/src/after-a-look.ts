const LOOK_MS = 90_000;

/**
 * A clock for `startLoopbackGitHub`: people look at a check before they comment, and their comments carry the time
 * after that look. Nobody waits for it.
 */
export function afterALook(): Date {
  return new Date(Date.now() + LOOK_MS);
}
