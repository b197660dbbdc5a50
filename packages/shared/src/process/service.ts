/** What every service's composition root returns. `stop` may be called more than once. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}
