/*
 * Reads conditions as Postgres prints them: `(a AND (b OR c))`, with brackets around every AND and
 * OR, so that words and brackets are all there is to know.
 */

const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\(|\)| AND | OR |[^'"()]/g;

/** Whether nothing passes this condition without passing one that `isMeant`. */
export function requires(condition: string, isMeant: (term: string) => boolean): boolean {
	const bare = withoutBrackets(condition);
	const choices = split(bare, ' OR ');
	if (choices.length > 1) return choices.every((choice) => requires(choice, isMeant));
	const terms = split(bare, ' AND ');
	if (terms.length > 1) return terms.some((term) => requires(term, isMeant));
	return bare === 'false' || isMeant(bare);
}

/** A call of one of our helpers that Postgres would make for each row, if there is one. */
export function callForEachRow(condition: string): string | undefined {
	let rest = condition.replaceAll(/'(?:[^']|'')*'(?:::\w+)?/g, '?');
	// From the end, so that a select within another goes first.
	for (let from = rest.lastIndexOf('( SELECT '); from >= 0;) {
		const to = endOfBrackets(rest, from);
		if (isOfNoRow(rest.slice(from, to))) rest = rest.slice(0, from) + rest.slice(to);
		from = from === 0 ? -1 : rest.lastIndexOf('( SELECT ', from - 1);
	}
	return rest.match(/\b(?:app|public|auth)\.\w+(?=\()/)?.[0];
}

/** A select without tables and columns: it has one value for the whole statement. */
function isOfNoRow(select: string): boolean {
	const words = select
		.replaceAll(/\b\w+\.\w+(?=\()/g, '')
		.replaceAll(/\bAS \w+/g, '')
		.replaceAll(/\b(?:SELECT|NOT|AND|OR|IS|NULL|true|false)\b/g, '');
	return !/[a-z_]/i.test(words);
}

/** The condition without brackets around all of it. */
export function withoutBrackets(condition: string): string {
	const bare = condition.trim();
	const isInBrackets = bare.startsWith('(') && endOfBrackets(bare, 0) === bare.length;
	return isInBrackets ? withoutBrackets(bare.slice(1, -1)) : bare;
}

function endOfBrackets(text: string, from: number): number {
	let depth = 0;
	for (const { 0: token, index } of text.slice(from).matchAll(tokens)) {
		if (token === '(') depth++;
		if (token === ')' && --depth === 0) return from + index + 1;
	}
	return text.length;
}

/** What stands between these words, where they are in no brackets and no quotes. */
export function split(text: string, word: ' AND ' | ' OR '): string[] {
	const parts = [''];
	let depth = 0;
	for (const [token] of text.matchAll(tokens)) {
		if (token === '(') depth++;
		if (token === ')') depth--;
		if (token === word && depth === 0) parts.push('');
		else parts[parts.length - 1] += token;
	}
	return parts;
}
