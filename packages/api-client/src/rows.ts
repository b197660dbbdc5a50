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

/** A store that a run wrote, as it was found when it was opened. */
export type InspectedDataset = Schemas['InspectedDataset'];

export type TimedPhase = Schemas['RunPhase'];

/** A dataset of production, as lists show it. */
export type CatalogEntry = Schemas['CatalogEntry'];

/** One dataset of production: what is in it, how to open it, and its versions. */
export type DatasetDetails = Schemas['DatasetDetails'];

export type DatasetVariable = Schemas['DatasetVariable'];

export type DatasetVersion = Schemas['DatasetVersion'];

/** The filters of the list of datasets. */
export type DatasetQuery = NonNullable<paths['/datasets']['get']['parameters']['query']>;
