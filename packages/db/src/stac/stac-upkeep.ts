/** Names the upkeep that keeps the STAC catalogue as the datasets are. */
export const STAC_UPKEEP = 'keep the STAC catalogue';
