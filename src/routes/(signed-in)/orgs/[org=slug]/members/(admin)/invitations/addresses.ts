/** A line of a pasted list, and the address in it. */
export interface Line {
	text: string;
	/** Null where there is none. */
	email: string | null;
}

const address = /^[^\s@<>(),;]+@[^\s@<>(),;]+\.[^\s@<>(),;]+$/;

/**
 * Reads a list as people paste it: addresses by line, or between commas, as `ada@acme.test` or as
 * `Ada Admin <ada@acme.test>`.
 */
export function addressesIn(list: string): Line[] {
	return list
		.split(/[\n\r,;]+/)
		.map((text) => text.trim())
		.filter((text) => text !== '')
		.map((text) => ({ text, email: emailIn(text) }));
}

function emailIn(text: string): string | null {
	const email = text.match(/<([^<>]*)>$/)?.[1]?.trim() ?? text;
	return address.test(email) && email.length <= 254 ? email : null;
}
