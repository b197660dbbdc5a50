import type { components, paths } from './api-description.ts';

type Schemas = components['schemas'];

/** A run as lists contain it. Times are UTC without a zone. */
export type RecipeRun = Schemas['RecipeRunRead'];

/** A single run, with more fields than in lists. */
export type RecipeRunDetails = Schemas['RecipeRunReadWithBakeryAndFeedstock'];

export type Conclusion = Schemas['RecipeRunConclusion'];

export type Bakery = Schemas['BakeryRead'];

export type Feedstock = Schemas['FeedstockRead'];

export type Schedule = Schemas['Schedule'];

export type Dataset = Schemas['Dataset'];

export type DatasetOpening = Schemas['DatasetOpening'];

/** A line of the journal. Its time is UTC, with its zone. */
export type RunEvent = Schemas['Event'];

export type RunsOfDay = Schemas['RunsOfDay'];

export type RunsOfBakery = Schemas['RunsOfBakery'];

export type BakeryQueue = Schemas['BakeryQueue'];

export type RunQueue = Schemas['RunQueue'];

/** The filters of the list of runs and of its counts. */
export type RunFilterQuery = NonNullable<paths['/stats/recipe_runs/by_day']['get']['parameters']['query']>;
