import { codeOf } from './data-api.ts';
import type { Response } from './data-api.ts';
import { Disagreement } from './disagreement.ts';

/** Who is not signed in is refused everything. */
export function expectNobody(deed: string, response: Response): string {
	const isRefused = response.status === 401 && (!response.body || codeOf(response) === '42501');
	if (!isRefused) throw new Disagreement(deed, 'refused: 42501, status 401', wordsOf(response));
	return `${deed} → 401`;
}

/** A response in one line. */
export function wordsOf({ status, body }: Response): string {
	return `${status} ${body}`;
}

/** Throws if these are not the same texts. */
export function expectSame(deed: string, expected: string[], received: string[]): string {
	const missing = expected.filter((text) => !received.includes(text));
	const extra = received.filter((text) => !expected.includes(text));
	const isSame = missing.length === 0 && extra.length === 0 && expected.length === received.length;
	if (isSame) return `${deed} → ${expected.length} rows`;
	const list = (count: number, texts: string[]) =>
		[`${count} rows`, ...texts.slice(0, 3).map((text) => `with ${text}`)].join('\n        ');
	throw new Disagreement(deed, list(expected.length, missing), list(received.length, extra), {
		isLeak: received.length > expected.length
	});
}

/** Throws if this is not the number that the model counts. */
export function expectCount(deed: string, expected: number, received: number | null): string {
	if (expected === received) return `${deed} → ${expected} rows`;
	const isLeak = Number(received) > expected;
	throw new Disagreement(deed, `${expected} rows`, `${received} rows`, { isLeak });
}
