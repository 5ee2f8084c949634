import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { compare } from '../../src/lib/server/compare.ts';
import { reconcile } from '../../src/lib/server/reconcile.ts';
import {
	changeRoles,
	join,
	leave,
	membershipOf,
	newOrganization,
	newPerson,
	service,
	workos
} from '../fixtures.ts';
import { ask, rowsOf } from '../policies/database.ts';
import { at, newIds } from '../policies/mirror.ts';
import { startProxy } from '../proxy.ts';
import { stack } from '../stack.ts';
import { run } from '../stack/run.ts';
import { saidByMirror, saidByWorkos } from './truth.ts';
import { eventsAfter, lastEvent } from './workos.ts';

const workosProxy = await startProxy(stack.env.WORKOS_API_URL);
process.env.WORKOS_API_URL = workosProxy.url;

afterEach(() => workosProxy.restore());
afterAll(() => workosProxy.stop());

/** What a comparison did, in words: what happened, to which kind, with which id. */
async function compared(): Promise<string[]> {
	const { repairs } = await compare();
	return repairs.map(({ what, kind, id }) => `${what}: ${kind} ${id}`);
}

/** As somebody runs it. */
async function command(...args: string[]) {
	const command = run(['sync', ...args], { env: stack.env });
	const { code } = await command.ended;
	return { code, output: command.output() };
}

async function someCompany() {
	const organization = await newOrganization();
	const [first, second] = await Promise.all([newPerson(), newPerson()]);
	await join(first, organization, 'admin');
	await join(second, organization);
	return { organization, first, second };
}

/** As if nobody had synced for so long. */
async function wait(days: number): Promise<void> {
	await ask(
		`update app.mirror_place set reached_at = reached_at - make_interval(days => $1),
		moved_at = moved_at - make_interval(days => $1)`,
		[days]
	);
}

describe('a comparison of everything', () => {
	test('puts right what differs, and says what', async () => {
		const { organization, first, second } = await someCompany();
		await changeRoles(first, organization, 'member', { only: 'workos' });
		const { id: ended } = await membershipOf(second, organization);
		await leave(second, organization, { only: 'workos' });
		await workos.organizations.updateOrganization({
			organization: organization.id,
			name: 'Renamed'
		});
		await workos.userManagement.updateUser({ userId: first.id, firstName: 'Renamed' });
		const third = await workos.userManagement.createUser({ email: `new.${second.email}` });
		await join({ ...second, id: third.id }, organization, 'member', { only: 'workos' });
		await workos.userManagement.deleteUser(second.id);

		const { code, output } = await command('--full');
		expect(code, output).toBe(0);
		const people = [first.id, second.id, third.id];
		expect(await saidByMirror(organization.id, people)).toEqual(
			await saidByWorkos(organization.id, people)
		);
		const { id } = await membershipOf(first, organization);
		expect(output).toMatch(new RegExp(`put right: +organization ${organization.id}`));
		expect(output).toMatch(new RegExp(`put right: +user ${first.id}`));
		expect(output).toMatch(new RegExp(`put right: +user ${third.id}`));
		expect(output).toMatch(new RegExp(`put right: +membership ${id}`));
		expect(output).toMatch(new RegExp(`ended: +user ${second.id}`));
		expect(await rowsOf('users', { id: second.id })).toMatchObject([
			{ first_name: null, last_name: null, gone_at: expect.any(String) }
		]);
		expect(await rowsOf('user_emails', { user_id: second.id })).toEqual([]);
		expect(output).not.toContain(`put right:    membership ${ended}`);
		expect(output).toMatch(/\d+ rows changed/);

		expect((await command('--full')).output).toContain('nothing had to be changed');
	});

	test('ends what is gone: a membership, an organization', async () => {
		const { organization, first } = await someCompany();
		const other = await someCompany();
		const { id } = await membershipOf(first, organization);
		await leave(first, organization, { only: 'workos' });
		await workos.organizations.deleteOrganization(other.organization.id);
		const repairs = await compared();
		expect(repairs).toContain(`ended: membership ${id}`);
		expect(repairs).toContain(`ended: organization ${other.organization.id}`);
		expect(await saidByMirror(organization.id, [first.id])).toEqual(
			await saidByWorkos(organization.id, [first.id])
		);
		expect(await saidByMirror(other.organization.id, [])).toEqual({
			...{ organization: null, people: {}, memberships: {} }
		});
	});

	test('ends nothing because a listing lacks it', async () => {
		const { organization, first, second } = await someCompany();
		// What other tests left undone is put right; what they made newer than in WorkOS stays.
		await compare();
		const keptBefore = await compared();
		const nothing = { object: 'list', data: [], list_metadata: { before: null, after: null } };
		workosProxy.fail('GET /user_management/users?', { status: 200, body: nothing });
		workosProxy.fail(`organization_id=${organization.id}`, { status: 200, body: nothing });
		expect(await compared()).toEqual(keptBefore);
		expect(Object.keys((await saidByMirror(organization.id, [])).memberships).sort()).toEqual(
			[first.id, second.id].sort()
		);
	});

	test('stops where WorkOS knows none of the organizations', async () => {
		const { organization } = await someCompany();
		const nothing = { object: 'list', data: [], list_metadata: { before: null, after: null } };
		workosProxy.fail('GET /organizations?', { status: 200, body: nothing });
		workosProxy.fail('GET /organizations/', 404);
		await expect(compare()).rejects.toThrow('another environment');
		expect((await saidByMirror(organization.id, [])).organization).toBe(organization.name);
	});

	test('fetches again what is of the same time and says something else', async () => {
		const { organization, first } = await someCompany();
		const membership = await membershipOf(first, organization);
		await service
			.rpc('mirror_put_membership', {
				...{ id: membership.id, org_id: organization.id, user_id: first.id },
				...{ roles: ['somebody else'], status: 'active', refetched: true },
				...{ created_at: membership.createdAt, updated_at: membership.updatedAt }
			})
			.throwOnError();
		await compare();
		expect(await saidByMirror(organization.id, [first.id])).toEqual(
			await saidByWorkos(organization.id, [first.id])
		);
	});

	test('outlives a moment in which WorkOS is away', async () => {
		const { organization, first } = await someCompany();
		await changeRoles(first, organization, 'member', { only: 'workos' });
		// The SDK tries twice by itself.
		workosProxy.fail('GET /user_management/', 503, 3);
		await compare();
		expect(await saidByMirror(organization.id, [first.id])).toEqual(
			await saidByWorkos(organization.id, [first.id])
		);
	});

	test('says when something that ended here for good is listed', async () => {
		const { organization, first } = await someCompany();
		const { id } = await membershipOf(first, organization);
		await leave(first, organization, { only: 'mirror' });
		const { output } = await command('--full');
		expect(output).toContain(`ended before, though WorkOS lists it: membership ${id}`);
		await leave(first, organization, { only: 'workos' });
	});
});

test('a comparison says when something here is newer than in WorkOS', async () => {
	const { organization, first } = await someCompany();
	const { id } = await membershipOf(first, organization);
	await changeRoles(first, organization, 'member', { only: 'mirror' });
	const { output } = await command('--full');
	expect(output).toContain(`newer than in WorkOS, left as it is: membership ${id}`);
	await changeRoles(first, organization, 'admin');
	expect((await compared()).join()).not.toContain(id);
});

describe('the place in the events', () => {
	test('that is too old is said, and a comparison makes a new one', async () => {
		await wait(31);
		const refused = await command();
		expect(refused.code).toBe(1);
		expect(refused.output).toContain('npm run sync -- --full');
		await compare();
		expect((await command()).output).toContain('up to date');
	});

	test('that is missing is said, and a comparison makes one', async () => {
		await ask('delete from app.mirror_place');
		expect((await reconcile()).state).toBe('compare');
		const { organization, first } = await someCompany();
		await compare();
		await changeRoles(first, organization, 'member', { only: 'workos' });
		expect((await reconcile()).state).toBe('up to date');
		expect(await saidByMirror(organization.id, [first.id])).toEqual(
			await saidByWorkos(organization.id, [first.id])
		);
	});

	test('that WorkOS has forgotten is said', async () => {
		await ask(`update app.mirror_place set event_id = 'event_01J00000000000000000000000'`);
		expect((await reconcile()).state).toBe('compare');
	});

	test('is kept by time where nothing happened for weeks', async () => {
		await reconcile();
		await ask(
			`update app.mirror_place set event_id = 'event_01J00000000000000000000000',
			moved_at = now() - interval '40 days'`
		);
		const { organization, first } = await someCompany();
		// More than a page, so that the next one begins after an event again.
		for (let change = 0; change < 120; change++) {
			await workos.organizations.updateOrganization({
				organization: organization.id,
				name: `Studio ${change}`
			});
		}
		await changeRoles(first, organization, 'member', { only: 'workos' });
		expect((await reconcile()).state).toBe('up to date');
		expect(await saidByMirror(organization.id, [first.id])).toEqual(
			await saidByWorkos(organization.id, [first.id])
		);
	});
});

describe('what the database does not take', () => {
	/** A membership under the id of another one, as no rule here allows for. */
	async function somethingOdd() {
		const company = await someCompany();
		const { organization, first, second } = company;
		await reconcile();
		const before = await lastEvent();
		await changeRoles(first, organization, 'member', { only: 'workos' });
		const [event] = await eventsAfter(before);
		const { data } = event!;
		const now = new Date().toISOString();
		const odd = { ...data, user_id: second.id, created_at: now, updated_at: now };
		return { ...company, event: event!, odd };
	}

	const said = vi.spyOn(console, 'error').mockImplementation(() => {});
	afterAll(() => said.mockRestore());

	test('of events is left out and logged, and what comes after it is applied', async () => {
		const { organization, first, second, event, odd } = await somethingOdd();
		const id = 'event_01J0000000000000000000000DD';
		const page = { object: 'list', data: [{ ...event, id, data: odd }, event] };
		workosProxy.fail(
			'GET /events?',
			{ status: 200, body: { ...page, list_metadata: { after: null } } },
			1
		);
		expect((await reconcile()).state).toBe('up to date');
		expect(said.mock.calls.flat().join()).toMatch(new RegExp(`event left out: .* id=${id}`));
		const people = [first.id, second.id];
		expect(await saidByMirror(organization.id, people)).toEqual(
			await saidByWorkos(organization.id, people)
		);
		expect((await reconcile()).state).toBe('up to date');
	});

	test('of a listing is named, and all else is put right', async () => {
		const { organization, first, odd } = await somethingOdd();
		const right = await membershipOf(first, organization);
		const listed = await fetch(
			`${stack.env.WORKOS_API_URL}/user_management/organization_memberships/${right.id}`,
			{ headers: { authorization: `Bearer ${stack.env.WORKOS_API_KEY}` } }
		);
		const body = {
			...{ object: 'list', list_metadata: { before: null, after: null } },
			data: [odd, await listed.json()]
		};
		workosProxy.fail(`organization_id=${organization.id}`, { status: 200, body });
		const repairs = await compared();
		expect(repairs).toContain(`refused: membership ${right.id}`);
		expect(repairs).toContain(`put: membership ${right.id}`);
	});
});

test('a page of events that is shorter than it might be is not the end', async () => {
	const { organization, first } = await someCompany();
	await reconcile();
	await changeRoles(first, organization, 'member', { only: 'workos' });
	const after = await lastEvent();
	await workos.organizations.updateOrganization({ organization: organization.id, name: 'Later' });
	const before = (await eventsAfter(null)).at(-3)!.id;
	for (const cursor of [before, before]) {
		const body = { object: 'list', data: [], list_metadata: { before: null, after: cursor } };
		workosProxy.fail('GET /events?', { status: 200, body }, 1);
	}
	expect(after).not.toBe(before);
	expect((await reconcile()).state).toBe('up to date');
	expect(await saidByMirror(organization.id, [first.id])).toEqual(
		await saidByWorkos(organization.id, [first.id])
	);
});

test('what the mirror holds beyond all listings is asked for, page by page', async () => {
	const { org, user } = newIds();
	await service
		.rpc('mirror_put_user', {
			...{ id: user, email: `${user}@example.test`, first_name: 'Nobody', last_name: '' },
			...{ picture: null as unknown as string, created_at: at(0), updated_at: at(0) }
		})
		.throwOnError();
	await service
		.rpc('mirror_put_organization', {
			...{ id: org, name: 'Nowhere', created_at: at(0), updated_at: at(0) }
		})
		.throwOnError();
	const repairs = await compared();
	expect(repairs).toContain(`ended: user ${user}`);
	expect(repairs).toContain(`ended: organization ${org}`);
});
