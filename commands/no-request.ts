/** Stands in for `$app/server` where no SvelteKit runs: there is no request. */
export function getRequestEvent(): never {
	throw new Error('There is no request.');
}
