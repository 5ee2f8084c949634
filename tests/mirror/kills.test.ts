import { afterEach, beforeEach, expect, test } from 'vitest';
import { service, unique, workos } from '../fixtures.ts';
import { startProxy } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';
import { ask } from '../policies/database.ts';
import { stack } from '../stack.ts';
import { run } from '../stack/run.ts';
import { isLong } from './long.ts';
import { saidByMirror, saidByWorkos } from './truth.ts';
import { eventsAfter, lastEvent } from './workos.ts';

/*
 * `npm run sync` is killed at each of its calls, before the other side heard of it and after it did
 * what was asked. The next one goes on, and in the end nothing is missing.
 */

let proxies: { workos: Proxy; data: Proxy };

beforeEach(async () => {
	proxies = {
		workos: await startProxy(stack.env.WORKOS_API_URL),
		data: await startProxy(stack.env.PUBLIC_SUPABASE_URL)
	};
	expect((await sync().ended).code).toBe(0);
});

afterEach(async () => {
	await Promise.all([proxies.workos.stop(), proxies.data.stop()]);
});

function sync(args: string[] = []) {
	return run(['sync', ...args], {
		env: {
			...stack.env,
			WORKOS_API_URL: proxies.workos.url,
			PUBLIC_SUPABASE_URL: proxies.data.url
		}
	});
}

/** Fits the call of this number, whichever it is and to whom. */
class Nth extends RegExp {
	readonly reached: Promise<void>;
	#left: number;
	#reach = () => {};

	constructor(number: number) {
		super('');
		this.#left = number;
		this.reached = new Promise((done) => (this.#reach = done));
	}

	override test(): boolean {
		if (--this.#left === 0) this.#reach();
		return this.#left === 0;
	}
}

/** Kills a sync in its call of this number. False when it ended before. */
async function killAt(number: number, when: 'before' | 'after', args: string[]): Promise<boolean> {
	const nth = new Nth(number);
	const both = [proxies.workos, proxies.data];
	for (const proxy of both) proxy.restore();
	let isThere: Promise<unknown>;
	if (when === 'before') {
		for (const proxy of both) proxy.fail(nth, 'hang');
		isThere = nth.reached;
	} else {
		isThere = Promise.race(both.map((proxy) => proxy.hold(nth).waiting()));
	}
	const command = sync(args);
	const isKilled = await Promise.race([isThere.then(() => true), command.ended.then(() => false)]);
	command.process.kill('SIGKILL');
	await command.ended;
	for (const proxy of both) proxy.restore();
	return isKilled;
}

/** How many people there are news of, three events each. */
const many = isLong ? 83 : 36;

/** Two or three pages of events, and in each an object that must be fetched. */
async function makeNews() {
	const before = await lastEvent();
	const organization = await workos.organizations.createOrganization({ name: 'Interrupted' });
	const people: string[] = [];
	for (let number = 0; number < many; number++) {
		const user = await workos.userManagement.createUser({
			email: `${unique()}@example.test`,
			firstName: 'Robin'
		});
		people.push(user.id);
		const membership = await workos.userManagement.createOrganizationMembership({
			organizationId: organization.id,
			userId: user.id
		});
		if (number % 3 === 0) {
			await workos.userManagement.deleteOrganizationMembership(membership.id);
		} else if (number % 3 === 1) {
			await workos.userManagement.updateOrganizationMembership(membership.id, {
				roleSlug: 'admin'
			});
		} else {
			const differs = number % 33 === 2;
			await workos.userManagement.updateUser({ userId: user.id, firstName: `Robin ${number}` });
			if (differs) {
				await service
					.rpc('mirror_put_membership', {
						...{ id: membership.id, org_id: organization.id, user_id: user.id },
						...{ roles: ['admin'], status: 'active' },
						...{ created_at: membership.createdAt, updated_at: membership.updatedAt }
					})
					.throwOnError();
			}
		}
	}
	return { organization: organization.id, people, events: await eventsAfter(before) };
}

// In the long run also before its calls are heard.
test.each(isLong ? (['before', 'after'] as const) : (['after'] as const))(
	'killed %s each of its calls was heard, the sync loses nothing',
	{ timeout: 5 * 60_000 },
	async (when) => {
		const { organization, people, events } = await makeNews();
		let kills = 0;
		for (let number = 1; await killAt(number, when, []); number++) kills++;
		expect(kills).toBeGreaterThan(5);
		const last = sync();
		expect((await last.ended).code, last.output()).toBe(0);

		expect(await saidByMirror(organization, people)).toEqual(
			await saidByWorkos(organization, people)
		);
		const applied = await ask('select id from app.applied_events where id = any ($1)', [
			events.map(({ id }) => id)
		]);
		expect(applied).toHaveLength(events.length);
		const [place] = await ask<{ event_id: string }>('select event_id from app.mirror_place');
		expect(place?.event_id).toBe(events.at(-1)?.id);
	}
);

test('killed early and late, a comparison loses nothing', { timeout: 5 * 60_000 }, async () => {
	const { organization, people } = await makeNews();
	let kills = 0;
	for (let number = 1; await killAt(number, 'after', ['--full']); number *= isLong ? 2 : 4) kills++;
	expect(kills).toBeGreaterThan(isLong ? 3 : 1);
	expect(await saidByMirror(organization, people)).toEqual(
		await saidByWorkos(organization, people)
	);
});
