/** The model said one thing and the stack another. */
export class Disagreement extends Error {
	/** Who did it, in words. */
	who = '';
	/** What was done, in words. */
	readonly deed: string;
	readonly expected: string;
	readonly received: string;
	/** A value came out that this person may not read. */
	readonly isLeak: boolean;

	constructor(deed: string, expected: string, received: string, { isLeak = false } = {}) {
		super(`${deed}\n  model: ${expected}\n  stack: ${received}`);
		this.deed = deed;
		this.expected = expected;
		this.received = received;
		this.isLeak = isLeak;
	}
}
