export interface DrainGitHubConfig {
  deployment: string;
  pulls: number;
  comments: number;
  /** Each answer is held back so long: GitHub's own take about 100 ms. */
  answerAfterMs: number;
}

/** A GitHub in a process of its own, with pull requests and with comments that it delivered to nobody. */
export interface DrainGitHub {
  apiUrl: string;
  /** Of a maintainer. */
  token: string;
  app: { id: number; slug: string; privateKey: string; webhookSecret: string };
  /** Of one `issue_comment.created`. */
  payload: unknown;
  posted: { number: number; commentId: number }[];
}

/** What it says when it is sent SIGUSR2. */
export interface GitHubReport {
  /** Comments of the App. */
  replies: number;
  /** `at`: arrival, milliseconds since 1970. */
  requests: { method: string; path: string; at: number }[];
}
