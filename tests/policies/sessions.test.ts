import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { service, unique } from '../fixtures.ts';
import { ask, inRolledBackTransaction } from './database.ts';

/*
 * The session records, through the functions that the app's server calls. They keep one request at
 * a time refreshing, over all instances, and make an end final.
 */

interface Proof {
	sid: string;
	secret_hash: string;
}

async function start(
	proof: Proof,
	user_id = `user_${unique()}`,
	sealed = 'first',
	impersonator?: string
) {
	const args = { ...proof, user_id, sealed, impersonator };
	const { data } = await service.rpc('session_start', args).throwOnError();
	return data;
}

async function lease(proof: Proof, holder: string) {
	const { data } = await service.rpc('session_lease', { ...proof, holder }).throwOnError();
	return data[0];
}

async function store(proof: Proof, holder: string, sealed: string, release = true) {
	const args = { ...proof, holder, sealed, release };
	const { data } = await service.rpc('session_store', args).throwOnError();
	return data;
}

async function release(proof: Proof, holder: string) {
	const { data } = await service.rpc('session_release', { ...proof, holder }).throwOnError();
	return data;
}

async function end(proof: Proof) {
	const { data } = await service.rpc('session_end', { ...proof }).throwOnError();
	return data;
}

async function mayAsk(proof: Proof) {
	const { data } = await service.rpc('session_may_ask', { ...proof }).throwOnError();
	return data;
}

/** As if the lease had been taken longer ago than it lasts. */
async function outwait({ sid }: Proof) {
	await ask(
		`update app.sessions set leased_until = leased_until - interval '20 seconds' where sid = $1`,
		[sid]
	);
}

function newProof(): Proof {
	return { sid: `session_${unique()}`, secret_hash: unique() };
}

async function newSession(): Promise<Proof> {
	const proof = newProof();
	expect(await start(proof)).toBe(true);
	return proof;
}

describe('the lease', () => {
	test('goes to the first who asks, with the newest of what was sealed', async () => {
		const proof = await newSession();
		const [first, second] = [randomUUID(), randomUUID()];
		expect(await lease(proof, first)).toEqual({
			ended: false,
			leased: true,
			sealed: 'first',
			generation: 1
		});
		expect(await lease(proof, second)).toMatchObject({ leased: false, sealed: 'first' });
	});

	test('goes to one of many who ask at the same moment', async () => {
		const proof = await newSession();
		const answers = await Promise.all(Array.from({ length: 20 }, () => lease(proof, randomUUID())));
		expect(answers.filter((answer) => answer?.leased)).toHaveLength(1);
	});

	test('is given to its holder again, and for longer', async () => {
		const proof = await newSession();
		const holder = randomUUID();
		await lease(proof, holder);
		await outwait(proof);
		expect(await lease(proof, holder)).toMatchObject({ leased: true });
		expect(await lease(proof, randomUUID())).toMatchObject({ leased: false });
	});

	test("passes to another once it has run out, and then is the first one's no more", async () => {
		const proof = await newSession();
		const [first, second] = [randomUUID(), randomUUID()];
		await lease(proof, first);
		await outwait(proof);
		expect(await lease(proof, second)).toMatchObject({ leased: true });
		expect(await store(proof, first, 'too late')).toBe(false);
		expect(await release(proof, first)).toBe(false);
		expect(await lease(proof, first)).toMatchObject({ leased: false, sealed: 'first' });
	});

	test('that ran out still lets its holder store, while nobody else took it', async () => {
		const proof = await newSession();
		const holder = randomUUID();
		await lease(proof, holder);
		await outwait(proof);
		expect(await store(proof, holder, 'just in time')).toBe(true);
	});

	test('ends with what is stored, unless more is to come', async () => {
		const proof = await newSession();
		const [first, second] = [randomUUID(), randomUUID()];
		await lease(proof, first);
		expect(await store(proof, first, 'second', false)).toBe(true);
		expect(await lease(proof, second)).toMatchObject({
			leased: false,
			sealed: 'second',
			generation: 2
		});
		expect(await store(proof, first, 'third')).toBe(true);
		expect(await lease(proof, second)).toMatchObject({
			leased: true,
			sealed: 'third',
			generation: 3
		});
	});

	test('can be given back, by its holder', async () => {
		const proof = await newSession();
		const [first, second] = [randomUUID(), randomUUID()];
		await lease(proof, first);
		expect(await release(proof, second)).toBe(false);
		expect(await lease(proof, second)).toMatchObject({ leased: false });
		expect(await release(proof, first)).toBe(true);
		expect(await lease(proof, second)).toMatchObject({ leased: true, generation: 1 });
	});
});

test('only the holder of the lease stores', async () => {
	const proof = await newSession();
	expect(await store(proof, randomUUID(), 'without a lease')).toBe(false);
	const holder = randomUUID();
	await lease(proof, holder);
	expect(await store(proof, randomUUID(), 'with the lease of another')).toBe(false);
	expect(await lease(proof, holder)).toMatchObject({ sealed: 'first', generation: 1 });
	expect(await store(proof, holder, 'second')).toBe(true);
	expect(await store(proof, holder, 'once more')).toBe(false);
});

test('the hash of another secret finds nothing', async () => {
	const proof = await newSession();
	const holder = randomUUID();
	await lease(proof, holder);
	const wrong = { ...proof, secret_hash: unique() };
	expect(await lease(wrong, holder)).toBeUndefined();
	expect(await store(wrong, holder, 'mine')).toBe(false);
	expect(await release(wrong, holder)).toBe(false);
	expect(await mayAsk(wrong)).toBe(false);
	expect(await end(wrong)).toBe(false);
	expect(await lease(proof, holder)).toMatchObject({ ended: false, sealed: 'first' });
});

test('a session that nobody began is not there', async () => {
	const proof = newProof();
	expect(await lease(proof, randomUUID())).toBeUndefined();
	expect(await end(proof)).toBe(false);
});

describe('the end', () => {
	test('comes once, and leaves nothing to refresh with', async () => {
		const proof = await newSession();
		const holder = randomUUID();
		await lease(proof, holder);
		expect(await end(proof)).toBe(true);
		expect(await end(proof)).toBe(false);
		expect(await lease(proof, holder)).toMatchObject({ ended: true, leased: false, sealed: '' });
		expect(await store(proof, holder, 'revived')).toBe(false);
		expect(await mayAsk(proof)).toBe(false);
		const [record] = await ask('select sealed, lease from app.sessions where sid = $1', [
			proof.sid
		]);
		expect(record).toEqual({ sealed: '', lease: null });
	});

	test('is final: the session cannot begin again', async () => {
		const user = `user_${unique()}`;
		const proof = newProof();
		expect(await start(proof, user)).toBe(true);
		expect(await end(proof)).toBe(true);
		expect(await start(proof, user)).toBe(false);
		expect(await start({ ...proof, secret_hash: unique() }, user)).toBe(false);
		expect(await lease(proof, randomUUID())).toMatchObject({ ended: true });
	});

	test.each(['before', 'while', 'after'])('comes from WorkOS %s it is open here', async (when) => {
		const [user, proof, holder] = [`user_${unique()}`, newProof(), randomUUID()];
		const revoked = (user_id: string) =>
			service
				.rpc('mirror_apply_event', {
					event: {
						...{ id: `event_${unique()}`, kind: 'session', gone: true },
						object: { id: proof.sid, user_id }
					}
				})
				.throwOnError();
		if (when !== 'before') {
			await start(proof, user);
			await lease(proof, holder);
			await revoked(`user_${unique()}`);
			expect(await lease(proof, holder), 'of another person').toMatchObject({ ended: false });
		}
		if (when === 'after') await end(proof);
		await revoked(user);
		await revoked(user);
		expect(await start(proof, user)).toBe(false);
		expect(await store(proof, holder, 'revived')).toBe(false);
		const [record] = await ask('select sealed, lease from app.sessions where sid = $1', [
			proof.sid
		]);
		expect(record).toEqual({ sealed: '', lease: null });
	});

	test('wins over a store that is on its way', async () => {
		for (let round = 0; round < 5; round++) {
			const proof = await newSession();
			const holder = randomUUID();
			await lease(proof, holder);
			await Promise.all([store(proof, holder, 'revived'), end(proof)]);
			expect(await lease(proof, holder)).toMatchObject({ ended: true, leased: false, sealed: '' });
		}
	});
});

describe('a session that WorkOS continues at another sign-in', () => {
	test('goes on under the new secret, and the old one finds nothing any more', async () => {
		const user = `user_${unique()}`;
		const before = newProof();
		await start(before, user);
		const holder = randomUUID();
		await lease(before, holder);
		const after = { ...before, secret_hash: unique() };
		expect(await start(after, user, 'anew')).toBe(true);
		expect(await lease(before, holder)).toBeUndefined();
		expect(await store(before, holder, 'old')).toBe(false);
		expect(await lease(after, randomUUID())).toEqual({
			ended: false,
			leased: true,
			sealed: 'anew',
			generation: 2
		});
	});

	test('cannot be taken over by another person', async () => {
		const proof = await newSession();
		const taken = { ...proof, secret_hash: unique() };
		expect(await start(taken, `user_${unique()}`)).toBe(false);
		expect(await lease(proof, randomUUID())).toMatchObject({ leased: true, sealed: 'first' });
	});
});

test('WorkOS is asked for memberships at most every 30 seconds', async () => {
	const proof = await newSession();
	expect(await mayAsk(proof)).toBe(true);
	expect(await mayAsk(proof)).toBe(false);
	const many = await Promise.all(Array.from({ length: 10 }, () => mayAsk(proof)));
	expect(many).not.toContain(true);
	const wait = `update app.sessions set memberships_asked_at = memberships_asked_at - interval '30 seconds' where sid = $1`;
	await ask(wait, [proof.sid]);
	expect(await mayAsk(proof)).toBe(true);
});

describe('ending sessions of the same person', () => {
	async function endOwn(proof: Proof, which?: string, listed?: string[], others?: boolean) {
		const args = { ...proof, which, listed, others };
		const { data } = await service.rpc('session_end_own', args).throwOnError();
		return data;
	}

	const endedAmong = async (proofs: Proof[]) => {
		const rows = await ask<{ sid: string }>(
			`select sid from app.sessions where sid = any ($1) and ended_at is not null and sealed = ''`,
			[proofs.map(({ sid }) => sid)]
		);
		return rows.map(({ sid }) => sid).sort();
	};

	/** Three sessions of one person, and one of somebody else. */
	async function sessions() {
		const person = `user_${unique()}`;
		const [one, two, three, others] = [newProof(), newProof(), newProof(), newProof()];
		for (const proof of [one, two, three]) await start(proof, person);
		await start(others);
		return { one, two, three, others };
	}

	test('ends all of them, and nobody else’s', async () => {
		const { one, two, three, others } = await sessions();
		const ids = [one, two, three].map(({ sid }) => sid).sort();
		expect((await endOwn(one)).sort()).toEqual(ids);
		expect(await endedAmong([one, two, three, others])).toEqual(ids);
		expect(await lease(two, randomUUID())).toMatchObject({
			ended: true,
			leased: false,
			sealed: ''
		});
	});

	test('ends the one that is named', async () => {
		const { one, two, three, others } = await sessions();
		expect(await endOwn(one, two.sid)).toEqual([two.sid]);
		expect(await endedAmong([one, two, three, others])).toEqual([two.sid]);
		expect(await endOwn(one, two.sid), 'again').toEqual([]);
	});

	test('does not end somebody else’s that is named', async () => {
		const { one, two, three, others } = await sessions();
		expect(await endOwn(one, others.sid)).toEqual([]);
		expect(await endedAmong([one, two, three, others])).toEqual([]);
	});

	test('ends those that WorkOS alone knows, which then cannot begin', async () => {
		const { one, others } = await sessions();
		const [begun, named] = [newProof(), newProof()];
		const listed = [begun.sid, named.sid, others.sid];
		expect(await endOwn(one, named.sid, listed)).toEqual([named.sid]);
		expect(await start(named)).toBe(false);
		expect((await endOwn(one, undefined, listed)).sort()).toContain(begun.sid);
		expect(await start(begun)).toBe(false);
		expect(await endedAmong([others]), 'somebody else’s that is listed').toEqual([]);
	});

	test('ends all but the one that asks', async () => {
		const { one, two, three, others } = await sessions();
		const begun = newProof();
		const listed = [one.sid, begun.sid];
		const ended = [two.sid, three.sid, begun.sid].sort();
		expect((await endOwn(one, undefined, listed, true)).sort()).toEqual(ended);
		expect(await endedAmong([one, two, three, begun, others])).toEqual(ended);
		expect(await lease(one, randomUUID())).toMatchObject({ ended: false, leased: true });
		expect(await start(begun)).toBe(false);
		expect(await endOwn(one, undefined, listed, true), 'again').toEqual([]);
	});

	test('is for the person, not for who acts in their name', async () => {
		const person = `user_${unique()}`;
		const [own, supports] = [newProof(), newProof()];
		await start(own, person);
		await start(supports, person, 'first', 'support@workos.test');
		expect(await endOwn(supports)).toEqual([]);
		expect(await endOwn(supports, own.sid)).toEqual([]);
		expect(await endedAmong([own, supports])).toEqual([]);
		// The person ends the other one, which can also end itself.
		expect(await endOwn(own, supports.sid)).toEqual([supports.sid]);
		const another = newProof();
		await start(another, person, 'first', 'support@workos.test');
		expect(await end(another)).toBe(true);
	});

	test('needs a session that is open, and its secret', async () => {
		const { one, two, three, others } = await sessions();
		const all = [one, two, three, others];
		expect(await endOwn({ ...one, secret_hash: 'guessed' })).toEqual([]);
		expect(await endOwn({ ...one, secret_hash: two.secret_hash })).toEqual([]);
		const unknown = newProof();
		expect(await endOwn(unknown, undefined, [unknown.sid])).toEqual([]);
		expect(await start(unknown), 'nothing was written down').toBe(true);
		expect(await endedAmong(all)).toEqual([]);
		await end(one);
		expect(await endOwn(one)).toEqual([]);
		expect(await endedAmong(all)).toEqual([one.sid]);
	});
});

describe('what is known of sessions of the same person', () => {
	async function own(proof: Proof, listed: string[]) {
		const { data } = await service.rpc('session_own', { ...proof, listed }).throwOnError();
		return data.map(({ id, ended }) => [id, ended]);
	}

	test('is when each was used and whether it has ended, and nothing of others', async () => {
		const person = `user_${unique()}`;
		const [one, two, unlisted, others] = [newProof(), newProof(), newProof(), newProof()];
		for (const proof of [one, two, unlisted]) await start(proof, person);
		await start(others);
		await end(two);
		const listed = [one, two, others].map(({ sid }) => sid);
		expect((await own(one, listed)).sort()).toEqual(
			[
				[one.sid, false],
				[two.sid, true]
			].sort()
		);
		expect(await own({ ...one, secret_hash: others.secret_hash }, listed)).toEqual([]);
		expect(await own(two, listed), 'of one that has ended').toEqual([]);
	});
});

test('one that was begun in somebody’s name stays that, whoever continues it', async () => {
	const person = `user_${unique()}`;
	const proof = newProof();
	expect(await start(proof, person, 'first', 'support@workos.test')).toBe(true);
	expect(await start({ ...proof, secret_hash: unique() }, person)).toBe(false);
	const anew = { ...proof, secret_hash: unique() };
	expect(await start(anew, person, 'anew', 'support@workos.test')).toBe(true);
});

test('records of sessions that ended or were left long ago go with a page of events', async () => {
	const left = await inRolledBackTransaction(async (query) => {
		for (const [sid, ended, created, used] of [
			['ended', 91, 500, 500],
			['ended_lately', 89, 500, 500],
			['unused', null, 500, 401],
			['in_use', null, 500, 399],
			['open', null, 10, 10]
		]) {
			await query(
				`insert into app.sessions (sid, user_id, secret_hash, sealed, ended_at, created_at, used_at)
				select $1, 'user_forgotten', '', '', now() - make_interval(days => $2),
					now() - make_interval(days => $3), now() - make_interval(days => $4)`,
				[sid, ended, created, used]
			);
		}
		await query('update app.mirror_place set is_only = is_only');
		return query<{ sid: string }>(
			`select sid from app.sessions where user_id = 'user_forgotten' order by sid`
		);
	});
	expect(left.map(({ sid }) => sid)).toEqual(['ended_lately', 'in_use', 'open']);
});
