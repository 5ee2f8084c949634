import { expectCount, expectNobody, expectSame } from './compare.ts';
import { codeOf, send, totalOf } from './data-api.ts';
import type { Request, Response } from './data-api.ts';
import { textsOf } from './contents.ts';
import { Disagreement } from './disagreement.ts';
import { expectedTexts, receivedTexts, selectAll } from './embeds.ts';
import { conditionOf } from './filters.ts';
import { expectNoLeak, readableText } from './leaks.ts';
import type { Operation } from './operation.ts';
import { callerOf, canRead } from './model/rights.ts';
import { keys } from './model/state.ts';
import type { Row, Token } from './model/state.ts';
import type { World } from './world.ts';

type Read = Extract<Operation, { kind: 'read' }>;

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

/** Sends the request and looks into the response for what this token may not be told. */
export async function ask(
	{ state }: World,
	token: Token | null,
	deed: string,
	request: Request,
	/** What it may tell beside the rows that its reader may read. */
	more: unknown[] = []
): Promise<Response> {
	// Before it, because who deletes a row may still be told what it was.
	const readable = `${readableText(state, token)} ${JSON.stringify(more)}`;
	const response = await send(request, token?.jwt ?? null);
	expectNoLeak(state, deed, readable, token, request, response);
	return response;
}
