import { codeOf, send, totalOf } from './data-api.ts';
import type { Request, Response } from './data-api.ts';
import { comparable, textsOf } from './contents.ts';
import { Disagreement } from './disagreement.ts';
import { expectedTexts, receivedTexts, selectAll } from './embeds.ts';
import { conditionOf } from './choices.ts';
import { expectNoLeak, readableText } from './leaks.ts';
import type { Operation } from './operations.ts';
import { callerOf, canRead } from './rights.ts';
import { keys } from './state.ts';
import type { Row, Token } from './state.ts';
import { expectedState, expectedOverview } from './functions.ts';
import type { World } from './world.ts';

type Read = Extract<Operation, { kind: 'read' }>;
type Call = Extract<Operation, { kind: 'call' }>;

/** Reads a table in one way or another, and compares with what the model lets this token read. */
export async function read(world: World, token: Token | null, operation: Read): Promise<string> {
	const { table, filter, form } = operation;
	const { state } = world;
	const { query, matches } = conditionOf(world, token, table, filter);
	const select = { rows: '*', count: '*', csv: keys[table].join(), embedded: selectAll(table) };
	const request: Request = {
		method: form === 'count' ? 'HEAD' : 'GET',
		path: `${table}?select=${select[form]}${query}`,
		prefer: form === 'count' ? ['count=exact'] : [],
		accept: form === 'csv' ? 'text/csv' : undefined
	};
	const deed = `${request.method} ${request.path}${form === 'csv' ? ' as CSV' : ''}`;
	const response = await ask(world, token, deed, request);
	if (!token) return expectNobody(deed, response);

	const caller = callerOf(state, token);
	const rows = state.tables[table].filter(
		(row) => canRead(state, caller, table, row) && matches(row)
	);
	if (codeOf(response)) throw new Disagreement(deed, `${rows.length} rows`, response.body);
	if (form === 'count') return expectCount(deed, rows.length, totalOf(response));
	if (form === 'csv') {
		const lines = response.body.split('\n').slice(1);
		const expected = rows.map((row) => keys[table].map((key) => row[key]).join());
		return expectSame(deed, expected.sort(), lines.filter(Boolean).sort());
	}
	const received = JSON.parse(response.body) as Row[];
	return form === 'rows'
		? expectSame(deed, textsOf(rows), textsOf(received))
		: expectSame(deed, expectedTexts(state, caller, table, rows), receivedTexts(table, received));
}

/** Calls a function, and compares with what the model says. */
export async function call(world: World, token: Token | null, { name }: Call): Promise<string> {
	const request: Request = { method: 'POST', path: `rpc/${name}`, body: {} };
	const deed = `POST ${request.path}`;
	const response = await ask(world, token, deed, request);
	if (!token) return expectNobody(deed, response);
	if (codeOf(response)) throw new Disagreement(deed, 'an answer', response.body);
	const [row = {}] = JSON.parse(response.body) as Row[];
	if (name === 'session_state') {
		const expected = comparable(expectedState(world.state, token));
		return expectSame(deed, [JSON.stringify(expected)], [JSON.stringify(comparable(row))]);
	}
	const { open = 0, late = 0, done = 0, done_per_week = [] } = row;
	const sum = [done_per_week].flat().reduce<number>((all, count) => all + Number(count), 0);
	const expected = JSON.stringify(expectedOverview(world.state, token));
	return expectSame(deed, [expected], [JSON.stringify({ open, late, done, sum })]);
}

/** Sends the request and looks into the response for what this token may not be told. */
export async function ask(
	{ state }: World,
	token: Token | null,
	deed: string,
	request: Request
): Promise<Response> {
	// Before it, because who deletes a row may still be told what it was.
	const readable = readableText(state, token);
	const response = await send(request, token?.jwt ?? null);
	expectNoLeak(state, deed, readable, token, request, response);
	return response;
}

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
