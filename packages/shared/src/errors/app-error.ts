/** Every expected failure of the system: what its code means to HTTP, and whether a retry can help. */
export const ERROR_CATALOG = {
  invalid_input: {
    status: 422,
    retryable: false,
    meaning: 'The request is invalid: the message names the field and what is expected',
  },
  invalid_config: {
    status: 500,
    retryable: false,
    meaning: 'A variable or a configuration file has errors',
  },
  not_found: {
    status: 404,
    retryable: false,
    meaning: 'It does not exist',
  },
  conflict: {
    status: 409,
    retryable: false,
    meaning: 'It is there already, or in a state that does not allow this',
  },
  unauthenticated: {
    status: 401,
    retryable: false,
    meaning: 'The key is not known, has expired or was revoked',
  },
  forbidden: {
    status: 403,
    retryable: false,
    meaning: 'A key is needed, or this key, or this person, may not do this',
  },
  too_slow: {
    status: 408,
    retryable: true,
    meaning: 'The request did not arrive in time',
  },
  too_large: {
    status: 413,
    retryable: false,
    meaning: 'The request, or what it asks for, has too many bytes',
  },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    meaning: 'The content type is not one that this route reads',
  },
  rate_limited: {
    status: 429,
    retryable: true,
    meaning: 'Too many requests: `Retry-After` says when to try again',
  },
  unavailable: {
    status: 503,
    retryable: true,
    meaning: 'A part of the system cannot be reached at the moment',
  },
  github_refused: {
    status: 502,
    retryable: false,
    meaning: 'GitHub refused, or does not know the object',
  },
  github_unavailable: {
    status: 502,
    retryable: true,
    meaning: 'GitHub fails, is not reached, or asks to wait',
  },
  bakery_refused: {
    status: 502,
    retryable: false,
    meaning: 'The bakery does not allow it, or does not know the job',
  },
  bakery_unavailable: {
    status: 502,
    retryable: true,
    meaning: 'The bakery fails or is not reached',
  },
  lease_lost: {
    status: 500,
    retryable: true,
    meaning: 'The work was taken over by another worker, which continues it; only in logs',
  },
} as const satisfies Record<string, { status: number; retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOG;

export interface AppErrorDetails {
  /** For logs only: never shown outside. */
  context?: Record<string, unknown>;
  cause?: unknown;
}

/** `publicMessage` is shown to the caller: it says what is wrong and what to do, and contains no secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly context: Record<string, unknown>;

  constructor(code: ErrorCode, publicMessage: string, details: AppErrorDetails = {}) {
    super(publicMessage, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.publicMessage = publicMessage;
    this.context = details.context ?? {};
  }

  get status(): number {
    return ERROR_CATALOG[this.code].status;
  }

  get retryable(): boolean {
    return ERROR_CATALOG[this.code].retryable;
  }
}
