/** Rows as the REST API answers them. */
export interface BakeryRow {
  id: number;
  name: string;
  region: string;
  description: string;
}

export interface FeedstockRow {
  id: number;
  spec: string;
  provider: string;
}

export interface RecipeRunRow {
  id: number;
  recipe_id: string;
  bakery_id: number;
  feedstock_id: number;
  head_sha: string;
  version: string;
  started_at: string;
  completed_at: string | null;
  conclusion: string | null;
  status: string;
  is_test: boolean;
  dataset_type: string | null;
  dataset_public_url: string | null;
  message: string | null;
}

export interface RecipeRunDetails extends RecipeRunRow {
  bakery: BakeryRow;
  feedstock: FeedstockRow;
}
