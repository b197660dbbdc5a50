/** The API refused, or could not be reached (`status` 503). */
export class ApiFailure extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** What the API says went wrong, in one line. */
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
