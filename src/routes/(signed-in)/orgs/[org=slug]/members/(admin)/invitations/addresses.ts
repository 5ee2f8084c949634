/** A line of a pasted list, and the address in it. */
export interface Line {
	text: string;
	/** Null where there is none. */
	email: string | null;
}

const address = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/;

/**
 * Reads a list as people paste it, from a mail, a table or a directory: addresses by line or between
 * commas, semicolons or spaces, with a name before them or without: `ada@acme.test`, `Ada Admin
 * <ada@acme.test>`, `"Admin, Ada" <ada@acme.test>`.
 */
export function addressesIn(list: string): Line[] {
	return list.split(/[\n\r]+/).flatMap(linesIn);
}

/** What a line holds: each address in angle brackets ends a part of it. */
function linesIn(line: string): Line[] {
	const parts = line.match(/[^<>]*<[^<>]*>|.+/g) ?? [];
	return parts.flatMap((part): Line[] => {
		const [, before = '', within] = part.match(/^([^<>]*)<([^<>]*)>$/) ?? [];
		return within === undefined ? plain(part) : named(before, within);
	});
}

/** An address in angle brackets, whose name may hold commas, after any that stand by themselves. */
function named(before: string, within: string): Line[] {
	const cells = before.split(/[,;]/);
	const isOfName = (cell: string, index: number) =>
		index === cells.length - 1 || (cell.trim() !== '' && emailIn(cell) === null);
	const others = cells.slice(0, cells.findIndex(isOfName)).join(',');
	const name = before.slice(others.length).replace(/^[\s,;]+/, '');
	return [...plain(others), { text: `${name}<${within}>`, email: emailIn(within) }];
}

/** Addresses without brackets: one, several with spaces between them, or cells of a table. */
function plain(text: string): Line[] {
	return text
		.split(/[,;]+/)
		.map((part) => part.trim())
		.filter(Boolean)
		.flatMap((part): Line[] => {
			const cells = part.includes('\t') ? part.split('\t').filter(hasAt) : part.split(/\s+/);
			const emails = cells.map(emailIn).filter((email) => email !== null);
			if (cells.length === 0 || emails.length < cells.length) return [{ text: part, email: null }];
			if (emails.length === 1) return [{ text: part, email: emails[0]! }];
			return emails.map((email) => ({ text: email, email }));
		});
}

const hasAt = (text: string) => text.includes('@');

/** The address that somebody wrote, without what stands around one where it is copied from. */
function emailIn(text: string): string | null {
	const email = text
		.trim()
		.replace(/^mailto:/i, '')
		.replace(/^(["'])(.*)\1$/, '$2');
	return address.test(email) && email.length <= 254 ? email : null;
}
