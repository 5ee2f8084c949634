/** Stands in for `$app/environment` where no SvelteKit runs: somebody reads what is written down. */
export const dev = true;
