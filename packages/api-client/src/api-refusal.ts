/** The API refused, or could not be reached (`status` 503). */
export class ApiRefusal extends Error {
  readonly status: number;

  constructor(status: number, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ApiRefusal';
    this.status = status;
  }
}

/** The error message of an answer in one line; '' when it has none. */
export function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
    if (!Array.isArray(detail)) return '';
    return (detail as Array<{ loc?: unknown[]; msg?: string }>)
      .map(({ loc, msg }) => `${loc?.slice(1).join('.') ?? ''}: ${msg ?? ''}`)
      .join('; ');
  } catch {
    return '';
  }
}
