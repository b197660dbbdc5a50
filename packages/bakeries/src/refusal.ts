/**
 * Why a bakery did not take a job, read from what the runner printed. Recipe code can print the same, so it decides how
 * long a run waits and nothing else.
 */
export interface Refusal {
  /** The same submission may succeed later; otherwise an operator must fix permissions or configuration first. */
  isTemporary: boolean;
  /**
   * What the bakery answered, as half a sentence: `Dataflow answered 503 (The service is currently unavailable.)`. Not
   * redacted.
   */
  message: string;
}

/** Of HTTP: the server is overloaded, broken or away, and may answer differently later. */
export function isTemporaryStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

const MAX_QUOTED_CHARACTERS = 300;

/** An answer of a service on one line, short enough for a comment. */
export function quoteAnswer(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_QUOTED_CHARACTERS ? line : `${line.slice(0, MAX_QUOTED_CHARACTERS)}…`;
}
