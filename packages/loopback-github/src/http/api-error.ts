/** An error answer in GitHub's form: `{ message, documentation_url, status }`, where `status` is a string. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: unknown[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: { errors?: unknown[] | undefined; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export const notFound = (): ApiError => new ApiError(404, 'Not Found');

/** 403 for an App whose installation does not allow the call; the header has the accepted permissions. */
export const notAccessible = (accepted: string): ApiError =>
  new ApiError(403, 'Resource not accessible by integration', {
    headers: { 'x-accepted-github-permissions': accepted },
  });

/** 422 with GitHub's list of what is wrong. */
export function validationFailed(resource: string, field: string, code: string, message?: string): ApiError {
  return new ApiError(422, 'Validation Failed', {
    errors: [{ resource, field, code, ...(message ? { message } : {}) }],
  });
}

/** 422 for a body that does not have the form of the call. */
export const invalidRequest = (reason: string): ApiError => new ApiError(422, `Invalid request.\n\n${reason}`);
