import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openJournal, readJournal } from './journal.ts';
import type { Change } from './journal.ts';
import type { Rows } from './rows.ts';

/** Is told the row before and after a change; it is not there before it was made, nor after its end. */
export type Watcher<Row> = (before: Row | undefined, after: Row | undefined) => void;

/** Rows of one kind, in memory; every change goes to the journal. */
export class Table<Row extends { id: string }> {
	readonly #rows = new Map<string, Row>();
	readonly #name: string;
	readonly #write: (change: Change) => void;
	#watcher: Watcher<Row> = () => {};

	constructor(name: string, write: (change: Change) => void) {
		this.#name = name;
		this.#write = write;
	}

	get(id: string | null | undefined): Row | undefined {
		return this.#rows.get(id ?? '');
	}

	find(matches: (row: Row) => boolean): Row | undefined {
		for (const row of this.#rows.values()) if (matches(row)) return row;
		return undefined;
	}

	filter(matches: (row: Row) => boolean): Row[] {
		return [...this.#rows.values()].filter(matches);
	}

	put(row: Row): Row {
		const before = this.#rows.get(row.id);
		this.#rows.set(row.id, row);
		this.#write(['put', this.#name, row]);
		this.#watcher(before, row);
		return row;
	}

	remove(id: string): void {
		const before = this.#rows.get(id);
		if (!before) return;
		this.#rows.delete(id);
		this.#write(['remove', this.#name, id]);
		this.#watcher(before, undefined);
	}

	/** Tells of every change from now on. */
	watch(watcher: Watcher<Row>): void {
		this.#watcher = watcher;
	}
}

/** How long WorkOS lists an event, in milliseconds: 90 days. */
export const eventsKept = 90 * 24 * 60 * 60 * 1000;

export type Store = { [Name in keyof Rows]: Table<Rows[Name]> } & { close(): void };

const names: (keyof Rows)[] = [
	'organizations',
	'users',
	'memberships',
	'invitations',
	'roles',
	'permissions',
	'sessions',
	'browserSessions',
	'codes',
	'refreshTokens',
	'applications',
	'events',
	'webhookEndpoints',
	'answers',
	'connections',
	'directories',
	'portalLinks',
	'redirectUris'
];

/** Opens what earlier runs left in the folder, without what can no longer matter. */
export function openStore(dataDir: string, now: number): Store {
	mkdirSync(dataDir, { recursive: true });
	const file = path.join(dataDir, 'journal.jsonl');
	let write: (change: Change) => void = () => {};
	const tables = Object.fromEntries(
		names.map((name) => [name, new Table(name, (change) => write(change))])
	) as unknown as { [Name in keyof Rows]: Table<Rows[Name]> };

	for (const [kind, name, row] of readJournal(file)) {
		const table = tables[name as keyof Rows] as unknown as Table<{ id: string }>;
		if (kind === 'put') table.put(row);
		else table.remove(row);
	}
	forget(tables, now);

	const journal = openJournal(
		file,
		names.flatMap((name) =>
			tables[name].filter(() => true).map((row): Change => ['put', name, row])
		)
	);
	write = journal.append;
	return { ...tables, close: journal.close };
}

/** What is of no use once its time is over. */
const expiring = ['codes', 'answers', 'sessions', 'browserSessions', 'portalLinks'] as const;

/**
 * Drops codes, answers, sessions and refresh tokens that every request would refuse anyway, and
 * events that are no longer listed.
 */
function forget(tables: { [Name in keyof Rows]: Table<Rows[Name]> }, now: number): void {
	const longAgo = new Date(now - 24 * 60 * 60 * 1000).toISOString();
	const oldest = new Date(now - eventsKept).toISOString();
	for (const event of tables.events.filter((row) => row.created_at < oldest)) {
		tables.events.remove(event.id);
	}
	for (const name of expiring) {
		const table = tables[name] as unknown as Table<{ id: string; expires_at: string }>;
		for (const row of table.filter((row) => row.expires_at < longAgo)) table.remove(row.id);
	}
	for (const session of tables.sessions.filter((row) => (row.ended_at ?? '9') < longAgo)) {
		tables.sessions.remove(session.id);
	}
	for (const token of tables.refreshTokens.filter(
		(row) => !tables.sessions.get(row.session_id) || (row.exchange?.at ?? '9') < longAgo
	)) {
		tables.refreshTokens.remove(token.id);
	}
}
