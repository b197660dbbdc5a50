/** Why a bakery did not take a job, read from what the runner printed. Recipe code can print the same, so it decides how long a run waits and nothing else. */
export interface Refusal {
  /** The same submission may be taken another time; otherwise somebody must mend rights or configuration first. */
  passes: boolean;
  /** In the bakery's own words, as half a sentence: `Dataflow answered 503 (The service is currently unavailable.)`. Not redacted. */
  said: string;
}

/** Of HTTP: the server is overloaded, broken or away, and may answer otherwise later. */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

const MOST_SAID = 300;

/** One line of what a service said, short enough for a comment. */
export function quoteAnswer(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MOST_SAID ? line : `${line.slice(0, MOST_SAID)}…`;
}
