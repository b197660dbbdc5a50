export interface Finding {
  what: string;
  state: 'good' | 'missing' | 'bad';
  /** What was seen, or what to do. */
  note: string;
}
