import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { reconcile } from '../../src/lib/server/reconcile.ts';
import type { Reconciled } from '../../src/lib/server/reconcile.ts';
import { unique, workos } from '../fixtures.ts';
import { ask } from '../policies/database.ts';
import { isLong } from './long.ts';
import { saidByMirror, saidByWorkos } from './truth.ts';
import { eventsAfter, lastEvent } from './workos.ts';

/** How flat memory is and how many a second there are shows where there are many. */
const wanted = isLong ? 10_000 : 1000;
const pages = wanted / 100;

test(
	`of ${wanted} events none is lost or applied twice${isLong ? ', memory is flat, and it takes seconds' : ''}`,
	{ timeout: 5 * 60_000 },
	async () => {
		await reconcile();
		const before = await lastEvent();
		const organization = await workos.organizations.createOrganization({ name: 'Many' });
		const people = await makePeople(organization.id, Math.ceil((wanted - 1) / 20));
		const events = await eventsAfter(before);
		expect(events.length).toBeGreaterThanOrEqual(wanted);

		const heap: number[] = [];
		const beside: Promise<Reconciled>[] = [];
		const begun = performance.now();
		let collecting = 0;
		const onProgress = () => {
			const at = performance.now();
			collectGarbage();
			heap.push(process.memoryUsage().heapUsed);
			collecting += performance.now() - at;
			// From the middle on there are two: each page counts for one of them.
			if (heap.length === pages / 2) beside.push(reconcile());
		};
		const results = [await reconcile({ onProgress }), ...(await Promise.all(beside))];
		const seconds = (performance.now() - begun - collecting) / 1000;

		const applied = results.reduce((sum, result) => sum + result.applied, 0);
		expect(applied).toBe(events.length);
		const [{ count } = { count: 0 }] = await ask<{ count: number }>(
			'select count(*)::integer as count from app.applied_events where id = any ($1)',
			[events.map(({ id }) => id)]
		);
		expect(count).toBe(events.length);
		const ids = people.map(({ id }) => id);
		expect(await saidByMirror(organization.id, ids)).toEqual(
			await saidByWorkos(organization.id, ids)
		);

		await workos.organizations.deleteOrganization(organization.id);
		if (!isLong) return;

		const perSecond = events.length / seconds;
		const growth = Math.max(...heap.slice(-20)) - Math.max(...heap.slice(10, 30));
		console.log(
			`${events.length} events, ${Math.round(perSecond)} a second, heap grew by ${Math.round(growth / 1024)} kB`
		);
		expect(perSecond).toBeGreaterThanOrEqual(300);
		expect(growth).toBeLessThan(5 * 1024 * 1024);
	}
);

/** People who join, and are promoted and demoted again nine times: twenty events each. */
async function makePeople(organizationId: string, number: number) {
	const people: { id: string }[] = [];
	async function lane() {
		while (people.length < number) {
			const slot = people.push({ id: '' }) - 1;
			const { id } = await workos.userManagement.createUser({
				email: `${unique()}@example.test`,
				firstName: 'Robin'
			});
			people[slot] = { id };
			const membership = await workos.userManagement.createOrganizationMembership({
				organizationId,
				userId: id
			});
			for (let change = 0; change < 18; change++) {
				const roleSlug = change % 2 ? 'member' : 'admin';
				await workos.userManagement.updateOrganizationMembership(membership.id, { roleSlug });
			}
		}
	}
	await Promise.all(Array.from({ length: 8 }, lane));
	return people;
}

/** Only what is still used counts as memory in use. */
function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
}
