import type { Context } from './context.ts';
import type { Row } from './row.ts';

/** A heading of the table with its lines. */
export interface Measurement {
	title: string;
	/** What is compared with what, and why the bars are what they are. */
	about: string;
	measure(context: Context): AsyncIterable<Row>;
}
