import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { service, unique } from '../fixtures.ts';
import { ask } from '../policies/database.ts';
import { at, newIds } from '../policies/mirror.ts';

/*
 * Events and the place, in one transaction each.
 */

interface PlaceRow {
	event_id: string | null;
	moved_at: string;
	reached_at: string;
}

let before: PlaceRow | undefined;
/** Where each test begins. */
let place: string;

beforeAll(async () => {
	[before] = await ask<PlaceRow & Record<string, unknown>>(
		'select event_id, moved_at::text, reached_at::text from app.mirror_place'
	);
});

beforeEach(async () => {
	place = newEvent().id;
	await ask('update app.mirror_place set event_id = $1, reached_at = $2', [place, at(0)]);
});

afterAll(() =>
	ask('update app.mirror_place set event_id = $1, moved_at = $2, reached_at = $3', [
		...[before?.event_id, before?.moved_at, before?.reached_at]
	])
);

function newEvent() {
	return { id: `event_${unique()}` };
}

interface Wanted {
	org: string;
	user: string;
	membership: string;
	roles?: string[];
	status?: string;
	updated?: number;
}

/** An event that puts or ends a membership. */
function eventOf({ org, user, membership, roles = ['member'], ...rest }: Wanted, gone = false) {
	const { status = 'active', updated = 0 } = rest;
	const times = { created_at: at(0), updated_at: at(updated) };
	const object = { id: membership, org_id: org, user_id: user, roles, status, ...times };
	return { ...newEvent(), kind: 'membership', gone, object };
}

async function apply(event: object) {
	const { data } = await service
		.rpc('mirror_apply_event', { event: event as never })
		.throwOnError();
	return data;
}

async function applyPage(after: string | null, events: object[], reached_at?: string) {
	const { data } = await service
		.rpc('mirror_apply_page', { after: after as string, events: events as never, reached_at })
		.throwOnError();
	return data[0];
}

async function placeNow() {
	const { data } = await service.rpc('mirror_place').throwOnError();
	return data[0];
}

async function rolesOf({ membership }: { membership: string }) {
	const [row] = await ask<{ roles: string[]; status: string }>(
		'select roles, status from public.memberships where id = $1',
		[membership]
	);
	return row && (row.status === 'active' ? row.roles.join() : row.status);
}

async function remembered(...events: { id: string }[]): Promise<number> {
	const rows = await ask('select id from app.applied_events where id = any ($1)', [
		events.map(({ id }) => id)
	]);
	return rows.length;
}

test.each(['inactive', 'active'])(
	'the end of a session comes after the membership of the same page, which is %s',
	async (status) => {
		const ids = newIds();
		const session = { id: `session_${unique()}`, user_id: ids.user, org_id: ids.org };
		const ended = { ...newEvent(), kind: 'session', gone: true, object: session };
		const page = [ended, eventOf({ ...ids, status })];
		expect(await applyPage(place, page)).toMatchObject({ moved: true, applied: 2 });
		const records = await ask('select ended_at from app.sessions where sid = $1', [session.id]);
		// Who is paused is told so, in the session they have.
		expect(records).toHaveLength(status === 'active' ? 1 : 0);
	}
);

describe('an event', () => {
	test('is applied once', async () => {
		const ids = newIds();
		const event = eventOf(ids);
		expect(await apply(event)).toBe('applied');
		expect(await apply(event)).toBe('known');
		expect(await apply(eventOf(ids))).toBe('unchanged');
		expect(await apply(eventOf(ids, true))).toBe('ended');
		expect(await apply(eventOf({ ...ids, updated: 9 }))).toBe('gone');
		expect(await rolesOf(ids)).toBe('removed');
	});

	test('that must be fetched is remembered only after that', async () => {
		const ids = newIds();
		await apply(eventOf(ids));
		const event = eventOf({ ...ids, roles: ['admin'] });
		expect(await apply(event)).toBe('differs');
		expect(await apply(event)).toBe('differs');
		expect(await remembered(event)).toBe(0);
		expect(await apply({ id: event.id })).toBe('settled');
		expect(await apply(event)).toBe('known');
		expect(await rolesOf(ids)).toBe('member');
	});

	test('that comes many times in one moment is applied once', async () => {
		const event = eventOf(newIds());
		const outcomes = await Promise.all(Array.from({ length: 12 }, () => apply(event)));
		expect(outcomes.filter((outcome) => outcome !== 'known')).toEqual(['applied']);
	});

	test('of every kind puts and ends', async () => {
		const { org, user } = newIds();
		const times = { created_at: at(0), updated_at: at(0) };
		const organization = { id: org, name: `Studio ${unique()}`, ...times };
		const person = { id: user, email: 'robin@example.test', first_name: 'Robin', ...times };
		const put = { ...newEvent(), gone: false };
		expect(await apply({ ...put, kind: 'organization', object: organization })).toBe('applied');
		expect(await apply({ ...newEvent(), kind: 'user', gone: false, object: person })).toBe(
			'applied'
		);
		const [row] = await ask(
			`select o.name, u.first_name, e.email from public.organizations o, public.users u
			join public.user_emails e on e.user_id = u.id where o.id = $1 and u.id = $2`,
			[org, user]
		);
		expect(row).toEqual({ name: organization.name, first_name: 'Robin', email: person.email });
		for (const [kind, id] of [
			['organization', org],
			['user', user]
		]) {
			expect(await apply({ ...newEvent(), kind, gone: true, object: { id } })).toBe('ended');
		}
		expect(
			await ask('select id from app.tombstones where id = any ($1)', [[org, user]])
		).toHaveLength(2);
	});
});

describe('a page', () => {
	test('is applied in order, and moves the place to its last event', async () => {
		const ids = newIds();
		const events = [1, 2, 3].map((updated) => eventOf({ ...ids, roles: [`r${updated}`], updated }));
		expect(await applyPage(place, events)).toEqual({ moved: true, applied: 3, differs: [] });
		expect(await rolesOf(ids)).toBe('r3');
		expect((await placeNow())?.event_id).toBe(events[2]?.id);
		expect(await remembered(...events)).toBe(3);
	});

	test('leaves out what a webhook brought before', async () => {
		const events = [eventOf(newIds()), eventOf(newIds())];
		await apply(events[1]!);
		expect(await applyPage(place, events)).toMatchObject({ moved: true, applied: 1 });
	});

	test('from another place than the present one does nothing', async () => {
		const ids = newIds();
		const event = eventOf(ids);
		const nothing = { moved: false, applied: 0, differs: [] };
		expect(await applyPage(newEvent().id, [event], at(9))).toEqual(nothing);
		expect(await applyPage(null, [event], at(9))).toEqual(nothing);
		expect(await rolesOf(ids)).toBeUndefined();
		expect(await remembered(event)).toBe(0);
		expect(await placeNow()).toMatchObject({ event_id: place });
	});

	test('that comes many times in one moment moves the place once', async () => {
		const events = Array.from({ length: 20 }, () => eventOf(newIds()));
		const pages = await Promise.all(Array.from({ length: 10 }, () => applyPage(place, events)));
		expect(pages.filter((page) => page?.moved)).toHaveLength(1);
		expect(pages.reduce((sum, page) => sum + (page?.applied ?? 0), 0)).toBe(20);
	});

	test('with something to fetch is applied as a whole, after that', async () => {
		const [first, second, third] = [newIds(), newIds(), newIds()];
		await apply(eventOf(second));
		const events = [eventOf(first), eventOf({ ...second, roles: ['admin'] }), eventOf(third)];
		const differs = [events[1]!.id];
		expect(await applyPage(place, events, at(9))).toEqual({ moved: false, applied: 0, differs });
		expect([await rolesOf(first), await rolesOf(third)]).toEqual([undefined, undefined]);
		expect(await remembered(...events)).toBe(0);
		expect((await placeNow())?.event_id).toBe(place);

		const settled = [events[0]!, { id: differs[0]! }, events[2]!];
		expect(await applyPage(place, settled)).toEqual({ moved: true, applied: 3, differs: [] });
		expect([await rolesOf(first), await rolesOf(third)]).toEqual(['member', 'member']);
		expect(await rolesOf(second)).toBe('member');
	});

	test('that fails in its middle leaves nothing behind', async () => {
		const ids = newIds();
		const events = [eventOf(ids), eventOf({ ...newIds(), status: 'suspended' })];
		await expect(applyPage(place, events)).rejects.toMatchObject({ code: '23514' });
		expect(await rolesOf(ids)).toBeUndefined();
		expect(await remembered(...events)).toBe(0);
		expect((await placeNow())?.event_id).toBe(place);
	});

	test('that is empty says that the end was reached, and no more', async () => {
		expect(await applyPage(place, [], at(5))).toEqual({ moved: true, applied: 0, differs: [] });
		const reached = async () => Date.parse((await placeNow())!.reached_at);
		expect(await reached()).toBe(Date.parse(at(5)));
		await applyPage(place, [], at(3));
		expect(await reached()).toBe(Date.parse(at(5)));
		expect((await placeNow())?.event_id).toBe(place);
	});

	test('forgets events that WorkOS has long stopped to send again', async () => {
		const [old, young] = [newEvent(), newEvent()];
		await ask(
			`insert into app.applied_events (id, applied_at)
			values ($1, now() - interval '31 days'), ($2, now() - interval '29 days')`,
			[old.id, young.id]
		);
		await applyPage(place, []);
		expect([await remembered(old), await remembered(young)]).toEqual([0, 1]);
	});

	test('beside webhooks that end people of its organizations stops for nobody', async () => {
		const company = Array.from({ length: 6 }, newIds);
		const other = newIds().org;
		const events = company.flatMap(({ org, user, membership }) => [
			eventOf({ org, user, membership }),
			eventOf({ org: other, user, membership: `om_${unique()}` })
		]);
		const ends = company
			.toReversed()
			.map(({ user }) => ({ ...newEvent(), kind: 'user', gone: true, object: { id: user } }));
		await Promise.all([
			applyPage(place, events),
			...ends.map((end) => apply(end)),
			apply({ ...newEvent(), kind: 'organization', gone: true, object: { id: other } })
		]);
		const left = await ask(
			`select from public.memberships where user_id = any ($1) and status <> 'removed'`,
			[company.map(({ user }) => user)]
		);
		expect(left).toHaveLength(0);
	});
});

describe('the place', () => {
	test('is set to a time, unless it was moved since it was read', async () => {
		const was = await placeNow();
		const set = (was_reached_at: string, minute: number) =>
			service.rpc('mirror_set_place', { was_reached_at, reached_at: at(minute) }).throwOnError();
		expect((await set(at(7), 8)).data).toBe(false);
		expect((await placeNow())?.event_id).toBe(place);
		expect((await set(was!.reached_at, 8)).data).toBe(true);
		expect(await placeNow()).toMatchObject({ event_id: null });
		const event = eventOf(newIds());
		expect(await applyPage(null, [event])).toMatchObject({ moved: true });
		expect((await placeNow())?.event_id).toBe(event.id);
	});
});
