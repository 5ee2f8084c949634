import { note } from './audit.ts';
import { rowOf } from './state.ts';
import type { Membership, Row, State } from './state.ts';

/*
 * What the mirror makes of news, after "Mirror" in the design: a put counts if it is newer, gone is
 * for ever and ends what it names and what was before it.
 */

export type MembershipNews =
	{ kind: 'put'; membership: Membership } | { kind: 'gone'; membership: Membership };

/** A membership is put. `refetched` says that it was just asked for, so that a tie counts. */
export function put(state: State, membership: Membership, refetched: boolean): void {
	const { id, org_id, user_id, created_at, updated_at } = membership;
	if ([id, org_id, user_id].some((gone) => state.tombstones.has(gone))) return;
	const known = rowOf(state, 'memberships', { org_id, user_id });
	if (known?.id === id) {
		const isTie = known.updated_at === updated_at;
		if (Number(known.updated_at) > updated_at || (isTie && !refetched)) return;
	} else if (known) {
		// Of one moment, what has ended gives way, and otherwise what was just asked for.
		const isTie = Number(known.created_at) === created_at;
		const givesWay = refetched || state.tombstones.has(String(known.id));
		if (Number(known.created_at) > created_at || (isTie && !givesWay)) return;
	}
	noting(state, () => replace(state, { ...membership }));
}

/** A membership is gone. */
export function gone(state: State, { id, org_id, user_id, created_at }: Membership): void {
	state.tombstones.add(id);
	const known = rowOf(state, 'memberships', { org_id, user_id });
	if (!known || (known.id !== id && Number(known.created_at) >= created_at)) return;
	const last = Math.max(Number(known.created_at), created_at);
	noting(state, () => replace(state, { ...known, id, status: 'removed', created_at: last }));
}

/** An organization is gone, and with it everybody's membership. */
export function goneOrganization(state: State, id: string): void {
	state.tombstones.add(id);
	noting(state, () => {
		change(state, 'organizations', { id }, { gone_at: 'set' });
		change(state, 'memberships', { org_id: id }, { status: 'removed' });
	});
}

/** A person is gone: what they did stays; their name, address and preferences go. */
export function goneUser(state: State, id: string): void {
	state.tombstones.add(id);
	noting(state, () => {
		change(
			state,
			'users',
			{ id },
			{
				...{ first_name: null, last_name: null, picture: null },
				gone_at: 'set'
			}
		);
		change(state, 'memberships', { user_id: id }, { status: 'removed' });
		const { tables } = state;
		tables.user_emails = tables.user_emails.filter((row) => row.user_id !== id);
		tables.list_preferences = tables.list_preferences.filter((row) => row.created_by !== id);
	});
}

/** What the mirror hears goes into the audit log, too, in nobody's name. */
function noting(state: State, work: () => void): void {
	const before = { ...state.tables };
	work();
	note(state, null, before);
}

function change(
	{ tables }: State,
	table: 'organizations' | 'users' | 'memberships',
	key: Row,
	values: Row
): void {
	const [[column, id] = []] = Object.entries(key);
	tables[table] = tables[table].map((row) =>
		row[column ?? ''] === id ? { ...row, ...values } : row
	);
}

function replace({ tables }: State, row: Row): void {
	const isOther = (other: Row) => other.org_id !== row.org_id || other.user_id !== row.user_id;
	// No directory is part of this.
	const whole = { ...row, directory_managed: false };
	tables.memberships = [...tables.memberships.filter(isOther), whole];
}
