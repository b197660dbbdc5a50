import type { components, paths } from './api-description.ts';

type Schemas = components['schemas'];

/** A run as lists tell it. Times are UTC without a zone. */
export type RecipeRun = Schemas['RecipeRunRead'];

/** A single run also tells what became of it. */
export type RecipeRunDetails = Schemas['RecipeRunReadWithBakeryAndFeedstock'];

export type Conclusion = Schemas['RecipeRunConclusion'];

export type Bakery = Schemas['BakeryRead'];

export type Feedstock = Schemas['FeedstockRead'];

export type Dataset = Schemas['Dataset'];

export type DatasetOpening = Schemas['DatasetOpening'];

/** A line of the journal. Its time is UTC, with its zone. */
export type RunEvent = Schemas['Event'];

export type RunsOfDay = Schemas['RunsOfDay'];

export type RunsOfBakery = Schemas['RunsOfBakery'];

export type BakeryQueue = Schemas['BakeryQueue'];

export type RunQueue = Schemas['RunQueue'];

/** Which runs are meant, as the list of runs and their counts take it. */
export type RunFilterQuery = NonNullable<paths['/stats/recipe_runs/by_day']['get']['parameters']['query']>;
