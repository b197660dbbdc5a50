/** Every expected failure of the system: what its code means to HTTP, and whether trying again can help. */
const ERROR_CATALOG = {
  invalid_input: { status: 422, retryable: false },
  invalid_config: { status: 500, retryable: false },
  not_found: { status: 404, retryable: false },
  conflict: { status: 409, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  too_slow: { status: 408, retryable: true },
  too_large: { status: 413, retryable: false },
  unsupported_media_type: { status: 415, retryable: false },
  rate_limited: { status: 429, retryable: true },
  unavailable: { status: 503, retryable: true },
  github_refused: { status: 502, retryable: false },
  github_unavailable: { status: 502, retryable: true },
  bakery_refused: { status: 502, retryable: false },
  bakery_unavailable: { status: 502, retryable: true },
  lease_lost: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CATALOG;

export interface AppErrorDetails {
  /** For logs only: never shown outside. */
  context?: Record<string, unknown>;
  cause?: unknown;
}

/** `publicMessage` is shown to whoever asked: it says what is wrong and what to do, and holds no secret. */
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
