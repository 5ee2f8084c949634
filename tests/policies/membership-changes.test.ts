import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { changeRoles, leave, service } from '../fixtures.ts';
import type { Organization, Person } from '../fixtures.ts';
import { newCompany, newSpeaker } from './company.ts';
import { ask } from './database.ts';

/*
 * The reservations with which an organization keeps an admin, through the functions that the app's
 * server calls. What WorkOS would answer is in the mirror here.
 */

class Request {
	readonly holder = randomUUID();
	readonly asked: string[] = [];
	readonly #key: { org_id: string; user_id: string };

	constructor({ id }: Organization, person: Person) {
		this.#key = { org_id: id, user_id: person.id };
	}

	async once(roles: string[] | null = null) {
		const args = { ...this.#key, holder: this.holder, roles: roles as string[], asked: this.asked };
		const { data } = await service.rpc('membership_reserve', args).throwOnError();
		return data[0]!;
	}

	/** Looks at whoever it is told to look at, until there is an answer. */
	async reserve(roles: string[] | null = null): Promise<string> {
		for (;;) {
			const { answer, person } = await this.once(roles);
			if (answer !== 'ask') return answer;
			this.asked.push(person);
		}
	}

	async release(answered = true) {
		const args = { ...this.#key, holder: this.holder, answered };
		const { data } = await service.rpc('membership_release', args).throwOnError();
		return data;
	}

	/** As if it had begun longer ago than a call of it can take. */
	async outwait() {
		await ask(
			`update app.membership_changes set
				busy_until = busy_until - interval '2 minutes', open_until = open_until - interval '2 minutes'
			where org_id = $1 and user_id = $2`,
			[this.#key.org_id, this.#key.user_id]
		);
	}
}

async function reservedIn({ id }: Organization): Promise<string[]> {
	const rows = await ask<{ user_id: string }>(
		'select user_id from app.membership_changes where org_id = $1',
		[id]
	);
	return rows.map(({ user_id }) => user_id);
}

describe('a change', () => {
	test('begins with a look at the person themselves', async () => {
		const { organization, member } = await newCompany();
		const request = new Request(organization, member);
		expect(await request.once()).toMatchObject({ answer: 'ask', person: member.id });
		request.asked.push(member.id);
		expect(await request.once()).toMatchObject({ answer: 'go' });
	});

	test('of a member needs no look at anybody else, of the one admin finds nobody', async () => {
		const { organization, admin, member } = await newCompany();
		const [one, other] = [new Request(organization, member), new Request(organization, admin)];
		expect(await one.reserve()).toBe('go');
		expect(one.asked).toEqual([member.id]);
		expect(await other.reserve()).toBe('last');
		expect(await reservedIn(organization)).toEqual([member.id]);
	});

	test('of the one admin to another role that makes an admin is fine', async () => {
		const { organization, admin } = await newCompany();
		expect(await new Request(organization, admin).reserve(['admin', 'member'])).toBe('go');
	});

	test('of an admin needs a look at another, who is an admin after it', async () => {
		const { organization, admin } = await newCompany();
		const second = await newSpeaker(organization, 'admin');
		const request = new Request(organization, admin);
		request.asked.push(admin.id);
		expect(await request.once()).toMatchObject({ answer: 'ask', person: second.id });
		// What the look brought: WorkOS says otherwise.
		await changeRoles(second, organization, 'member');
		request.asked.push(second.id);
		expect(await request.once()).toMatchObject({ answer: 'last' });
	});

	test('of somebody who never was here is none', async () => {
		const [{ organization }, other] = [await newCompany(), await newCompany()];
		expect(await new Request(organization, other.admin).reserve()).toBe('none');
		expect(await reservedIn(organization)).toEqual([]);
		expect(await reservedIn(other.organization)).toEqual([]);
	});

	test('of one membership is made by one request at a time', async () => {
		const { organization, member } = await newCompany();
		const [one, other] = [new Request(organization, member), new Request(organization, member)];
		expect(await one.reserve()).toBe('go');
		expect(await other.reserve()).toBe('busy');
		expect(await other.release()).toBe(false);
		expect(await one.release()).toBe(true);
		expect(await other.reserve()).toBe('go');
	});
});

test('of admins who take each other out in the same moment, one finds nobody who stays', async () => {
	const { organization, admin } = await newCompany();
	const others = await Promise.all(
		Array.from({ length: 7 }, () => newSpeaker(organization, 'admin'))
	);
	const answers = await Promise.all(
		[admin, ...others].map((person) => new Request(organization, person).reserve())
	);
	expect(answers.filter((answer) => answer === 'go')).toHaveLength(7);
	expect(answers.filter((answer) => answer === 'last')).toHaveLength(1);
});

describe('a change without an answer', () => {
	test('counts its person neither as gone nor as staying', async () => {
		const { organization, admin } = await newCompany();
		const second = await newSpeaker(organization, 'admin');
		const open = new Request(organization, second);
		expect(await open.reserve()).toBe('go');
		await open.release(false);
		expect(await new Request(organization, admin).reserve()).toBe('last');
		// Time alone changes nothing but that WorkOS may be asked.
		await open.outwait();
		const next = new Request(organization, admin);
		expect(await next.once()).toMatchObject({ answer: 'ask', person: second.id });
		expect(await next.once()).toMatchObject({ answer: 'ask', person: second.id });
		expect(await reservedIn(organization)).toEqual([second.id]);
	});

	test('is over once WorkOS said that it was not made', async () => {
		const { organization, admin } = await newCompany();
		const second = await newSpeaker(organization, 'admin');
		const open = new Request(organization, second);
		await open.reserve();
		await open.outwait();
		const next = new Request(organization, admin);
		expect(await next.reserve()).toBe('go');
		expect(next.asked[0]).toBe(second.id);
		expect(await open.release()).toBe(false);
	});

	test('is over once WorkOS said that it was made', async () => {
		const { organization, admin } = await newCompany();
		const second = await newSpeaker(organization, 'admin');
		const open = new Request(organization, second);
		await open.reserve();
		await open.outwait();
		await leave(second, organization);
		expect(await new Request(organization, admin).reserve()).toBe('last');
		expect(await reservedIn(organization)).toEqual([]);
	});

	test('is taken up by the next request for the same person', async () => {
		const { organization, member } = await newCompany();
		const open = new Request(organization, member);
		await open.reserve();
		await open.release(false);
		const next = new Request(organization, member);
		expect(await next.reserve()).toBe('go');
		expect(await open.release()).toBe(false);
		expect(await next.release()).toBe(true);
	});

	test('stays open when somebody else gets one, who took it over', async () => {
		const { organization, admin } = await newCompany();
		const second = await newSpeaker(organization, 'admin');
		const open = new Request(organization, second);
		await open.reserve();
		await open.release(false);
		// To make them an admin changes nothing of what may still be done.
		const over = new Request(organization, second);
		expect(await over.reserve(['admin'])).toBe('go');
		expect(await over.release()).toBe(true);
		expect(await new Request(organization, admin).reserve()).toBe('last');
		await open.outwait();
		const next = new Request(organization, admin);
		expect(await next.reserve()).toBe('go');
		expect(next.asked).toContain(second.id);
		expect(await reservedIn(organization)).toEqual([admin.id]);
	});

	test('stays open when nothing else can be done', async () => {
		const { organization, admin } = await newCompany();
		const open = new Request(organization, admin);
		await open.reserve(['admin']);
		await open.release(false);
		expect(await new Request(organization, admin).reserve()).toBe('last');
		expect(await reservedIn(organization)).toEqual([admin.id]);
	});

	test('is over for somebody who is gone', async () => {
		const { organization, member } = await newCompany();
		const open = new Request(organization, member);
		await open.reserve();
		await open.release(false);
		const over = new Request(organization, member);
		await over.reserve();
		await leave(member, organization);
		await over.release();
		expect(await reservedIn(organization)).toEqual([]);
	});
});

describe('whether nobody runs the organization', () => {
	async function lacksAdmin(person: Awaited<ReturnType<typeof newSpeaker>>, { id }: Organization) {
		const { data } = await person.supabase
			.from('organizations')
			.select('lacks_admin')
			.eq('id', id)
			.single()
			.throwOnError();
		return data.lacks_admin;
	}

	test('is told to its members, and not of other organizations', async () => {
		const [here, there] = [await newCompany(), await newCompany()];
		expect(await lacksAdmin(here.member, here.organization)).toBe(false);
		await changeRoles(here.admin, here.organization, 'member');
		expect(await lacksAdmin(here.member, here.organization)).toBe(true);
		await changeRoles(there.admin, there.organization, 'member');
		const { data } = await here.member.supabase
			.rpc('lacks_admin', { organization: `(${there.organization.id},,,,,,,)` } as never)
			.throwOnError();
		expect(data).toBe(false);
	});
});
