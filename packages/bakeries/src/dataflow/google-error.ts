import { AppError } from '@pangeo-forge/shared/errors/app-error';

const NOT_FOUND = new Set([5, 404]);
/** gRPC: invalid argument, permission denied, failed precondition, unauthenticated; and their HTTP fellows. */
const REFUSED = new Set([3, 7, 9, 16, 400, 401, 403]);

/** REST errors carry HTTP's status, gRPC's their own number. */
export function isNotFound(error: unknown): boolean {
  return NOT_FOUND.has(codeOf(error));
}

/** What went wrong when Google was asked, and whether asking again can help. */
export function googleError(service: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const context = { service, code, message: error instanceof Error ? error.message : String(error) };
  return REFUSED.has(code)
    ? new AppError(
        'bakery_refused',
        `${service} refused to answer: its rights or the bakery's configuration need mending.`,
        { context, cause: error },
      )
    : new AppError('bakery_unavailable', `${service} does not answer just now.`, { context, cause: error });
}

function codeOf(error: unknown): number {
  const { code, status } = error as { code?: unknown; status?: unknown };
  return Number(typeof code === 'number' || /^\d+$/.test(String(code)) ? code : (status ?? 0));
}
