/**
 * The server shuts down, starts, or has no connection left; the connection broke or was never made; or the server takes
 * no writes, as one that was demoted.
 */
const AWAY = /^(57P0[1-3]|25006|53300|08\d{3}|ECONN\w+|ETIMEDOUT|EPIPE)$/;
const NO_CONNECTION = /^(timeout exceeded when trying to connect|Connection terminated)/;

/** Whether the same question may be answered a little later: nothing is wrong with it. */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return AWAY.test(code) || NO_CONNECTION.test(message);
}
