import { canariesIn } from './canaries.ts';
import { at, candidates } from './choices.ts';
import { expectNobody, expectSame } from './compare.ts';
import { comparable, textsOf } from './contents.ts';
import { codeOf } from './data-api.ts';
import type { Request } from './data-api.ts';
import { Disagreement } from './disagreement.ts';
import * as expected from './model/functions.ts';
import type { Row, State, Token } from './model/state.ts';
import type { Operation, Call as Name } from './operation.ts';
import { ask } from './reads.ts';
import type { World } from './world.ts';

type Call = Extract<Operation, { kind: 'call' }>;
type Answer = Record<string, unknown>;

/** A question, and what the model and the stack answer to it, as texts. */
interface Question {
	/** What a function is given; null where a table is read. */
	body: Record<string, unknown> | null;
	/** The columns of that table. */
	columns?: string;
	expect: (state: State, token: Token) => string[];
	receive: (rows: Answer[]) => string[];
	/** What the answer may tell beside the rows that its reader may read. */
	more?: (state: State, token: Token) => unknown[];
}

/** Calls a function or reads the audit log, and compares with what the model says. */
export async function call(world: World, token: Token | null, operation: Call): Promise<string> {
	const { name } = operation;
	const task = at(candidates(world, token, 'tasks', operation.task.own), operation.task.n);
	const question = questionOf(name, task ?? { id: crypto.randomUUID() }, operation.choice);
	const { body, columns = '*', expect, receive, more } = question;
	const request: Request = body
		? { method: 'POST', path: `rpc/${name}`, body }
		: { method: 'GET', path: `${name}?select=${columns}` };
	const deed = `${request.method} ${request.path} ${JSON.stringify(body)}`;
	const response = await ask(
		world,
		token,
		deed,
		request,
		token ? more?.(world.state, token) : undefined
	);
	if (!token) return expectNobody(deed, response);
	if (codeOf(response)) throw new Disagreement(deed, 'an answer', response.body);
	const received = receive(JSON.parse(response.body) as Answer[]);
	return expectSame(deed, expect(world.state, token).sort(), received.sort());
}

function questionOf(name: Name, task: Row, choice: number): Question {
	switch (name) {
		case 'session_state':
			return {
				body: {},
				expect: (state, token) => textsOf([expected.expectedState(state, token)]),
				receive: (rows) => textsOf(rows as Row[])
			};
		case 'paused_memberships':
			return {
				body: {},
				expect: (state, token) => textsOf(expected.expectedPaused(state, token)),
				receive: (rows) => textsOf(rows as Row[]),
				more: expected.expectedPaused
			};
		case 'organizations':
			return {
				body: null,
				columns: 'id,lacks_admin,task_size,event_size',
				expect: (state, token) => textsOf(expected.expectedOrganizations(state, token)),
				receive: (rows) => textsOf(rows as Row[])
			};
		case 'overview':
			return {
				body: {},
				expect: (state, token) => [JSON.stringify(expected.expectedOverview(state, token))],
				receive: ([{ open, late, done, done_per_week } = {}]) => {
					const sum = [done_per_week].flat().reduce<number>((all, count) => all + Number(count), 0);
					return [JSON.stringify({ open, late, done, sum })];
				}
			};
		case 'search_tasks': {
			const query = queryFor(task, choice);
			const inState = at([null, 'active', 'archived', 'trashed'], choice) ?? null;
			return {
				body: inState ? { query, in_state: inState } : { query },
				expect: (state, token) => textsOf(expected.expectedSearch(state, token, query, inState)),
				receive: (rows) => textsOf(rows as Row[])
			};
		}
		case 'task_facets': {
			const status = at([null, 'todo', 'done'], choice) ?? null;
			return {
				body: status ? { statuses: [status] } : {},
				expect: (state, token) => expected.expectedFacets(state, token, status),
				receive: (rows) => rows.map(({ facet, value, n }) => `${facet} ${value}: ${n}`)
			};
		}
		case 'task_history':
			return {
				body: { task: task.id },
				expect: (state, token) => textsFor(expected.expectedHistory(state, token, task), partOf),
				receive: (rows) => textsFor(rows, partOf),
				more: (state, token) => expected.expectedHistory(state, token, task)
			};
		case 'audit_events':
			return {
				body: null,
				expect: (state, token) => textsFor(expected.expectedEvents(state, token), wholeOf),
				receive: (rows) => textsFor(rows, wholeOf),
				more: expected.expectedEvents
			};
	}
}

/** Words of a title or beginnings of them, as somebody may type them. */
function queryFor({ title }: Row, choice: number): string {
	const [canary = 'nothing'] = canariesIn(String(title));
	const queries = [canary, canary.slice(0, 10), `${canary.toUpperCase()} text`, 'TEX', 'ext'];
	return at(queries, choice) ?? canary;
}

/** What task_history() tells of an event, and what the audit log tells of it. */
const partOf = (event: Answer) => [event.actor_id, event.kind];
const wholeOf = (event: Answer) => [
	...[event.org_id, event.session_id, event.impersonator ?? null],
	...[event.resource, event.resource_id, ...partOf(event)]
];

/** Events as texts that are equal when they are, but for their times. */
function textsFor(events: object[], say: (event: Answer) => unknown[]): string[] {
	return events.map((event) => {
		const { changes } = event as { changes: Row };
		return `${JSON.stringify(say(event as Answer))} ${JSON.stringify(comparable(changes))}`;
	});
}
