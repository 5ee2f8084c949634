import { changes, newRows } from './choices.ts';
import { conditionOf } from './filters.ts';
import { expectCount, expectNobody, expectSame, wordsOf } from './compare.ts';
import { idOf, textsOf } from './contents.ts';
import { codeOf, totalOf } from './data-api.ts';
import type { Request, Response } from './data-api.ts';
import { Disagreement } from './disagreement.ts';
import type { Answer, Operation } from './operation.ts';
import { ask } from './reads.ts';
import { note } from './model/audit.ts';
import { callerOf } from './model/rights.ts';
import { keys, tables } from './model/state.ts';
import type { Row, State, Table, Token } from './model/state.ts';
import { insert, remove, update } from './model/writes.ts';
import type { Outcome } from './model/writes.ts';
import type { World } from './world.ts';

type Write = Extract<Operation, { kind: 'insert' | 'update' | 'delete' }>;

const resolutions = {
	fail: [],
	ignore: ['resolution=ignore-duplicates'],
	merge: ['resolution=merge-duplicates']
};
const statuses: Record<string, number> = { '42501': 403, '23503': 409, '23505': 409, '23514': 400 };

/** Creates, changes or deletes rows, and compares what became of it with what the model says. */
export async function write(world: World, token: Token | null, operation: Write): Promise<string> {
	const { request, decide } = requestOf(world, token, operation);
	const body = request.body === undefined ? '' : ` ${JSON.stringify(request.body)}`;
	const deed = `${request.method} ${request.path}${body} (${request.prefer?.join(', ')})`;
	const response = await ask(world, token, deed, request);
	if (!token) return expectNobody(deed, response);

	// Rows are replaced, never changed, so that these stay what they were.
	const before = { ...world.state.tables };
	const outcome = decide(world.state, token);
	if ('refused' in outcome) {
		const isSame =
			codeOf(response) === outcome.refused && response.status === statuses[outcome.refused];
		if (!isSame) throw new Disagreement(deed, `refused: ${outcome.refused}`, wordsOf(response));
		return `${deed} → refused: ${outcome.refused}`;
	}
	if (codeOf(response)) {
		throw new Disagreement(deed, `${outcome.rows.length} rows`, wordsOf(response));
	}
	const rows =
		operation.kind === 'insert'
			? await learnIds(world, deed, operation.table, outcome.rows)
			: outcome.rows;
	note(world.state, token, before);
	return expectRows(deed, operation.answer, rows, response);
}

function requestOf(world: World, token: Token | null, operation: Write) {
	const { kind, table, answer } = operation;
	const prefer = [`return=${answer}`, 'count=exact'];
	if (kind === 'insert') {
		const { conflict } = operation;
		const values = newRows(world, token, table, operation.rows);
		const ids = values.map((_, index) => `new row ${index}`);
		const request: Request = {
			method: 'POST',
			path: table,
			prefer: [...prefer, ...resolutions[conflict]],
			body: values
		};
		const decide = (state: State, token: Token): Outcome =>
			insert(state, callerOf(state, token), table, values, { conflict, ids });
		return { request, decide };
	}
	const { query, matches } = conditionOf(world, token, table, operation.filter);
	const path = `${table}${query.replace('&', '?')}`;
	if (kind === 'update') {
		const values = changes(world, token, table, operation.values);
		const request: Request = { method: 'PATCH', path, prefer, body: values };
		const decide = (state: State, token: Token): Outcome =>
			update(state, callerOf(state, token), table, matches, values);
		return { request, decide };
	}
	const request: Request = { method: 'DELETE', path, prefer };
	const decide = (state: State, token: Token): Outcome =>
		remove(state, callerOf(state, token), table, matches);
	return { request, decide };
}

function expectRows(deed: string, answer: Answer, rows: Row[], response: Response): string {
	expectCount(deed, rows.length, totalOf(response));
	if (answer !== 'representation') return `${deed} → ${rows.length} rows`;
	return expectSame(deed, textsOf(rows), textsOf(JSON.parse(response.body) as Row[]));
}

/** Replaces the names of new rows by the ids that the database gave them. */
async function learnIds(world: World, deed: string, table: Table, rows: Row[]): Promise<Row[]> {
	if (table !== 'projects' && table !== 'tasks') return rows;
	const ids = new Map<unknown, string>();
	for (const row of rows) {
		const id = await idOf(table, String(row.name ?? row.title));
		if (!id) throw new Disagreement(deed, `a new row in ${table}`, 'no such row');
		ids.set(row.id, id);
		world.labels.set(id, `${table === 'projects' ? 'project' : 'task'}-${world.labels.size}`);
	}
	const renamed = (row: Row): Row => {
		const [column = ''] = ['id', 'project_id'].filter((name) => ids.has(row[name]));
		return column ? { ...row, [column]: ids.get(row[column]) ?? '' } : row;
	};
	for (const name of tables) {
		if (keys[name].some((key) => key === 'id' || key === 'project_id')) {
			world.state.tables[name] = world.state.tables[name].map(renamed);
		}
	}
	return rows.map(renamed);
}
