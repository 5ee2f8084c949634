/** Fails with these sentences and nothing else: where they were found here helps nobody. */
export function expectNone(problems: string[]): void {
	if (problems.length === 0) return;
	const error = new Error(problems.join('\n\n'));
	error.stack = '';
	throw error;
}
