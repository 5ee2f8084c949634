/** Which test noticed a breakage first, and what it said. */
export interface Failure {
	by: string;
	saying: string;
}

/** What came of one breakage, in seconds of a busy machine. */
export type Verdict =
	| ({ name: string; noticed: true; seconds: number } & Failure)
	| { name: string; noticed: false; seconds: number };
