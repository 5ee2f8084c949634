/**
 * How much JavaScript the first load of a page of an organization may need, in kB of a thousand bytes,
 * gzipped. Charts are drawn on the server, so the overview needs no more.
 */
export const pageWeights = { projects: 110, tasks: 140, '': 120 };
