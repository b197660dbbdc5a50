export interface Bakery {
  id: number;
  name: string;
  region: string;
  description: string;
}
