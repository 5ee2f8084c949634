import { expect, test } from 'vitest';
import { service, unique } from '../fixtures.ts';
import { rowsOf } from './database.ts';
import { goneMembership, putMembership } from './mirror.ts';

async function mark(id: string, directory_managed: boolean): Promise<void> {
	await service.rpc('mirror_mark_directory', { id, directory_managed }).throwOnError();
}

async function isManaged(org_id: string, user_id: string): Promise<unknown> {
	const [row] = await rowsOf('memberships', { org_id, user_id });
	return row?.directory_managed;
}

function names() {
	return { id: `om_${unique()}`, org: `org_${unique()}`, user: `user_${unique()}` };
}

test('a membership is managed by a directory from when that is said until it is taken back', async () => {
	const { id, org, user } = names();
	await putMembership({ id, org, user });
	expect(await isManaged(org, user)).toBe(false);
	await mark(id, true);
	expect(await isManaged(org, user)).toBe(true);
	// Other news of the same membership says nothing of it.
	await putMembership({ id, org, user, updated: 1 });
	expect(await isManaged(org, user)).toBe(true);
	await mark(id, false);
	expect(await isManaged(org, user)).toBe(false);
});

test('what was said of one membership is not true of the next one', async () => {
	const { id, org, user } = names();
	await putMembership({ id, org, user });
	await mark(id, true);
	await goneMembership({ id, org, user });
	const later = `om_${unique()}`;
	await putMembership({ id: later, org, user, created: 5 });
	expect(await isManaged(org, user)).toBe(false);
	// Nor does late news of the former one reach it.
	await mark(id, true);
	expect(await isManaged(org, user)).toBe(false);
});
