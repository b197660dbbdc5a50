/** The API refused, or could not be reached (`status` 503). */
export class ApiRefusal extends Error {
  readonly status: number;

  constructor(status: number, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ApiRefusal';
    this.status = status;
  }
}
