export interface Feedstock {
  id: number;
  /** owner/name */
  spec: string;
  provider: string;
}
