import type { components } from './api-description.ts';

type Schemas = components['schemas'];

/** A run as lists tell it. Times are UTC without a zone. */
export type RecipeRun = Schemas['RecipeRunRead'];

/** A single run also tells what became of it. */
export type RecipeRunDetails = Schemas['RecipeRunReadWithBakeryAndFeedstock'];

export type Conclusion = Schemas['RecipeRunConclusion'];

export type Bakery = Schemas['BakeryRead'];

export type Feedstock = Schemas['FeedstockRead'];

export type Dataset = Schemas['Dataset'];

/** A line of the journal. Its time is UTC, with its zone. */
export type RunEvent = Schemas['Event'];
