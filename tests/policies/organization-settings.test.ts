import { beforeAll, expect, test } from 'vitest';
import { as, join, newOrganization } from '../fixtures.ts';
import { asDigits, pictureOf } from '../pictures.ts';
import { newCompany } from './company.ts';
import type { Company, Speaker } from './company.ts';
import { ask, rowsOf } from './database.ts';

/*
 * What admins say of their organization themselves: its time zone and its picture.
 */

let company: Company;

beforeAll(async () => {
	company = await newCompany();
});

const png = () => asDigits(pictureOf('png'));

async function setZone({ supabase }: Pick<Speaker, 'supabase'>, time_zone: string) {
	return supabase
		.from('organization_settings')
		.update({ time_zone })
		.eq('org_id', company.organization.id)
		.select('time_zone');
}

test('a time zone is one that Postgres knows by its name', async () => {
	for (const zone of ['Europe/Berlin', 'Pacific/Kiritimati', 'UTC']) {
		expect((await setZone(company.admin, zone)).data).toEqual([{ time_zone: zone }]);
	}
	for (const zone of ['', 'Nowhere/Else', '+02:00', 'FOO+3', 'europe/berlin', 'x'.repeat(10_000)]) {
		expect((await setZone(company.admin, zone)).error?.code, zone).toBe('23514');
	}
	const [row] = await rowsOf('organization_settings', { org_id: company.organization.id });
	expect(row).toMatchObject({ time_zone: 'UTC' });
});

test('members change no settings', async () => {
	expect((await setZone(company.member, 'Asia/Tokyo')).data).toEqual([]);
});

test('a picture is what its first bytes say, of 64 kB at most', async () => {
	const add = (bytes: string) =>
		company.admin.supabase.from('organization_pictures').insert({ bytes }).select('type').single();
	for (const [bytes, type] of [
		[png(), 'image/png'],
		[asDigits(pictureOf('jpeg')), 'image/jpeg'],
		[asDigits(pictureOf('webp')), 'image/webp'],
		[asDigits(pictureOf('png', { size: 65_536 })), 'image/png']
	] as const) {
		expect((await add(bytes)).data).toEqual({ type });
	}
	const svg = `\\x${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('hex')}`;
	for (const bytes of [
		'\\x',
		svg,
		'\\x474946383961',
		'\\x5249464601020304574156',
		asDigits(pictureOf('png', { size: 65_537 }))
	]) {
		expect((await add(bytes)).error?.code, bytes.slice(0, 40)).toBe('23514');
	}
});

test.each(['png', 'jpeg', 'webp', 'webp lossless', 'webp extended'] as const)(
	'a picture of the kind %s has 1,024 pixels a side at most',
	async (kind) => {
		const add = async (bytes: Uint8Array) => {
			const table = company.admin.supabase.from('organization_pictures');
			return (await table.insert({ bytes: asDigits(bytes) })).error?.code;
		};
		for (const [width, height] of [
			[1024, 1],
			[1, 1024]
		]) {
			expect(await add(pictureOf(kind, { width, height }))).toBeUndefined();
		}
		const most = kind.startsWith('webp') ? 16_383 : 30_000;
		for (const [width, height] of [
			[1025, 1],
			[1, 1025],
			[most, most]
		]) {
			expect(await add(pictureOf(kind, { width, height })), `${width}×${height}`).toBe('23514');
		}
		// What ends within its header, or says nothing of a size, is shown by nobody.
		const whole = pictureOf(kind);
		for (const length of [12, 16, 20]) expect(await add(whole.slice(0, length))).toBe('23514');
		const blank = whole.slice();
		blank.fill(0, 12);
		expect(await add(blank)).toBe('23514');
	}
);

test('a picture of no pixels, or of more than a number holds, is none', async () => {
	for (const [width, height] of [
		[0, 256],
		[256, 0],
		[0xffffffff, 256]
	]) {
		const bytes = asDigits(pictureOf('png', { width, height }));
		const table = company.admin.supabase.from('organization_pictures');
		expect((await table.insert({ bytes })).error?.code).toBe('23514');
	}
});

test('the last picture is the organization’s, until it is deleted', async () => {
	const { organization, admin } = await newCompany();
	const current = async () => (await rowsOf('organizations', { id: organization.id }))[0]?.picture;
	const add = async () => {
		const table = admin.supabase.from('organization_pictures');
		const { data } = await table.insert({ bytes: png() }).select('id').single().throwOnError();
		return data.id;
	};
	const remove = (id: string) =>
		admin.supabase.from('organization_pictures').delete().eq('id', id).throwOnError();
	const before = await rowsOf('organizations', { id: organization.id });
	const [first, second] = [await add(), await add()];
	expect(await current()).toBe(`/pictures/${second}`);
	await remove(first);
	expect(await current()).toBe(`/pictures/${second}`);
	await remove(second);
	// All else is WorkOS' and stays, its time of change above all.
	expect(await rowsOf('organizations', { id: organization.id })).toEqual(before);
});

test('a picture is seen by whoever belongs to its organization, with any token of theirs', async () => {
	const { organization, admin, member } = await newCompany();
	const { data } = await admin.supabase
		.from('organization_pictures')
		.insert({ bytes: png() })
		.select('id')
		.single()
		.throwOnError();
	const seenBy = async ({ supabase }: Pick<Speaker, 'supabase'>) => {
		const picture = await supabase.rpc('organization_picture', { picture: data.id }).throwOnError();
		return picture.data;
	};
	const elsewhere = await newOrganization();
	await join(member, elsewhere);
	const picture = [{ type: 'image/png', bytes: png() }];
	expect(await seenBy(member)).toEqual(picture);
	expect(await seenBy({ supabase: await as(member, elsewhere) })).toEqual(picture);
	expect(await seenBy(company.admin)).toEqual([]);
	// The table itself is that of the token's organization, as all are.
	const rows = await (await as(member, elsewhere)).from('organization_pictures').select('id');
	expect(rows.data).toEqual([]);
	expect(organization.id).not.toBe(elsewhere.id);
});

test('the log says that there is another picture, not what is on it', async () => {
	const { organization, admin } = await newCompany();
	const { data } = await admin.supabase
		.from('organization_pictures')
		.insert({ bytes: png() })
		.select('id')
		.single()
		.throwOnError();
	await admin.supabase.from('organization_pictures').delete().eq('id', data.id).throwOnError();
	const events = await ask<{ kind: string; text: string }>(
		`select kind, resource_id, changes::text as text from public.audit_events
		where org_id = $1 and resource = 'organization_pictures' order by at`,
		[organization.id]
	);
	expect(events.map(({ kind }) => kind)).toEqual(['created', 'deleted']);
	for (const { text } of events) {
		expect(text).toContain('image/png');
		expect(text).not.toContain(png().slice(2, 40));
	}
});

test('admins hear how much there is, and nobody else does', async () => {
	const { admin, member } = await newCompany();
	const sizes = async ({ supabase }: Pick<Speaker, 'supabase'>) =>
		(await supabase.rpc('organization_size').throwOnError()).data;
	expect(await sizes(admin)).toEqual([
		{ what: 'projects', number: 0 },
		{ what: 'tasks', number: 0 },
		{ what: 'people', number: 3 },
		{ what: 'budgets', number: 0 },
		{ what: 'events', number: 4 }
	]);
	expect(await sizes(member)).toEqual([]);
});
