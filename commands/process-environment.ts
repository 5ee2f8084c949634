/** Stands in for `$env/dynamic/…` where no SvelteKit runs. */
export const env = process.env;
