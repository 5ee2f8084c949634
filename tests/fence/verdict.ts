/** Which test noticed a breakage first, and what it said. */
export interface Failure {
	by: string;
	saying: string;
	/** Where the test stands that was written by hand. */
	file?: string;
}

/** What came of one breakage, in seconds of a busy machine. */
export interface Verdict extends Partial<Failure> {
	name: string;
	/** False also where a test failed that fails without the breakage, too. */
	noticed: boolean;
	seconds: number;
}
