import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { ask } from './database.ts';
import { goneMembership, newIds, putMembership } from './mirror.ts';

/*
 * What one person's time in one organization may look like, and all orders in which the news of it
 * may arrive. In the end the mirror says what is true, whichever order it was.
 */

interface Stay {
	/** The roles and states the membership goes through. */
	changes: { role: 'admin' | 'member'; status: 'active' | 'inactive' }[];
	/** Whether the news of its end says when it began. */
	endsWithTime: boolean;
}

interface History {
	stays: Stay[];
	/** Whether the last stay has ended too. */
	hasLeft: boolean;
	/** Draws of the order of arrival; there are more than pieces of news. */
	order: number[];
	/** Some news arrives twice. */
	repeated: number[];
}

const stay: fc.Arbitrary<Stay> = fc.record({
	changes: fc.array(
		fc.record({
			role: fc.constantFrom('admin' as const, 'member' as const),
			status: fc.constantFrom('active' as const, 'inactive' as const)
		}),
		{ minLength: 1, maxLength: 3 }
	),
	endsWithTime: fc.boolean()
});

const histories: fc.Arbitrary<History> = fc.record({
	stays: fc.array(stay, { minLength: 1, maxLength: 3 }),
	hasLeft: fc.boolean(),
	order: fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 }),
	repeated: fc.array(fc.nat(11), { maxLength: 4 })
});

type News = () => Promise<unknown>;

/** The news of a history in the order of arrival, and what is true when all of it has arrived. */
function unfold({ stays, hasLeft, order, repeated }: History) {
	const { org, user } = newIds();
	const news: News[] = [];
	let minute = 0;
	let last: { id: string; roles: string[]; status: string } | undefined;
	for (const [index, { changes, endsWithTime }] of stays.entries()) {
		const id = `om_${unique()}`;
		const created = ++minute;
		for (const { role, status } of changes) {
			const updated = minute++;
			const roles = [role];
			news.push(() => putMembership({ id, org, user, roles, status, created, updated }));
			last = { id, roles, status };
		}
		if (index < stays.length - 1 || hasLeft) {
			const time = endsWithTime ? { created } : {};
			news.push(() => goneMembership({ id, org, user, ...time }));
		}
	}
	const all = [...news, ...repeated.flatMap((index) => news[index] ?? [])];
	const arriving = all
		.map((piece, index) => ({ piece, draw: order[index] ?? 0 }))
		.sort((a, b) => a.draw - b.draw)
		.map(({ piece }) => piece);
	return { org, user, arriving, truth: hasLeft ? null : last };
}

async function membershipIn(org: string, user: string) {
	const [row] = await ask<{ id: string; roles: string[]; status: string }>(
		`select id, roles, status from public.memberships
		where org_id = $1 and user_id = $2 and status <> 'removed'`,
		[org, user]
	);
	return row ?? null;
}

describe('whatever happened, the mirror says what is true', () => {
	test('when the news arrives in any order, and twice', async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (history) => {
				const { org, user, arriving, truth } = unfold(history);
				for (const arrive of arriving) await arrive();
				expect(await membershipIn(org, user)).toEqual(truth);
			}),
			{ numRuns: 40 }
		);
	});

	test('when all the news arrives at once', async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (history) => {
				const { org, user, arriving, truth } = unfold(history);
				await Promise.all(arriving.map((arrive) => arrive()));
				expect(await membershipIn(org, user)).toEqual(truth);
			}),
			{ numRuns: 40 }
		);
	});
});
