import { csvLine } from '$lib/csv';
import { nameOf } from '$lib/people';
import type { ListState } from '$lib/table/list-state';
import type { Table } from '$lib/table/table';
import { after } from './export-rows';
import { filtered, type Calendar } from './filtered';
import { Remembered } from './remembered';
import { hash } from './seal';
import type { Speak } from './speaker';
import { requireStillAdmin } from './still-admin';

/** What a line of the export consists of, in this order. */
const columns = [
	...['at', 'id', 'actor_id', 'actor', 'impersonator', 'session'],
	...['kind', 'resource', 'resource_id', 'changes']
] as const;

/** How many events are asked for, and held, at a time. */
const pageSize = 1000;

export type AuditFormat = 'csv' | 'jsonl';

/** Which events: those of a list that is filtered like this. */
export interface Asked {
	table: Table;
	state: ListState;
	calendar: Calendar;
}

/**
 * The events of an organization, oldest first, made while they are read. When something fails on the
 * way, or the person is no longer an admin, it breaks off with an error.
 */
export async function* exportEvents(
	format: AuditFormat,
	asked: Asked,
	speak: Speak
): AsyncGenerator<Uint8Array> {
	const encoder = new TextEncoder();
	const line = format === 'csv' ? csv : json;
	// Without a byte order mark Excel takes UTF-8 for something else.
	if (format === 'csv') yield encoder.encode('\ufeff' + csvLine([...columns]));
	for await (const events of pagesOf(asked, speak)) {
		yield encoder.encode(events.map(line).join(''));
	}
	await requireStillAdmin(speak);
}

type Line = Record<(typeof columns)[number], unknown>;

const json = (line: Line) =>
	JSON.stringify(Object.fromEntries(columns.map((name) => [name, line[name]]))) + '\n';
const csv = (line: Line) =>
	csvLine(columns.map((name) => (name === 'changes' ? JSON.stringify(line.changes) : line[name])));

async function* pagesOf({ table, state, calendar }: Asked, speak: Speak): AsyncGenerator<Line[]> {
	const people = new Map<string, string>();
	const sessions = new Remembered<string>(1_000);
	let last: { at: string; id: string } | undefined;
	for (;;) {
		const supabase = await speak();
		let query = supabase
			.from('audit_events')
			.select('id, at, actor_id, impersonator, session_id, kind, resource, resource_id, changes');
		query = filtered(query, table, state, calendar).order('at').order('id');
		if (last) query = after(query, ['at', 'id'], last);
		const { data } = await query.limit(pageSize).throwOnError();
		// A page that is not full need not be the last: a host may answer with fewer rows at a time.
		if (data.length === 0) return;

		await learnNames(
			people,
			data.map(({ actor_id }) => actor_id),
			speak
		);
		const lines: Line[] = [];
		for (const { session_id, ...event } of data) {
			const actor = event.actor_id && people.get(event.actor_id);
			lines.push({ ...event, actor, session: await sessionName(session_id, sessions) });
		}
		yield lines;
		last = data.at(-1);
	}
}

/** As many as people ever did something: some ten thousand names at most. */
async function learnNames(
	people: Map<string, string>,
	actors: (string | null)[],
	speak: Speak
): Promise<void> {
	const unknown = [...new Set(actors)].filter((id) => id !== null && !people.has(id)) as string[];
	// An address can hold some hundreds of ids.
	for (let done = 0; done < unknown.length; done += 100) {
		const some = unknown.slice(done, done + 100);
		const { data } = await (
			await speak()
		)
			.from('users')
			.select('id, first_name, last_name, gone_at, user_emails(email)')
			.in('id', some)
			.throwOnError();
		for (const id of some) people.set(id, nameOf(data.find((user) => user.id === id)));
	}
}

/**
 * Tells sessions apart without their ids: WorkOS ends a session for whoever knows its id.
 */
async function sessionName(id: string | null, known: Remembered<string>): Promise<string | null> {
	if (!id) return null;
	const name = known.get(id) ?? (await nameOfSession(id));
	known.set(id, name);
	return name;
}

/** What a session is called where its id must not stand. */
export async function nameOfSession(id: string): Promise<string> {
	return (await hash(id)).slice(0, 10);
}
