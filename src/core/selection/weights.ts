/** The largest weight of a filter in a direction, and of a layer in a mix. */
export const HEAVIEST = 100
