/** Which test noticed a breakage first, and what it said. */
export interface Failure {
	by: string;
	saying: string;
	/** Where the test stands that was written by hand. */
	file?: string;
}

/** What came of one breakage, in seconds of a busy machine. */
export type Verdict =
	| ({ name: string; noticed: true; seconds: number } & Failure)
	| { name: string; noticed: false; seconds: number };
