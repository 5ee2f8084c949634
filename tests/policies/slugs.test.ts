import { expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { ask } from './database.ts';
import { goneOrganization, newIds, putMembership, putOrganization } from './mirror.ts';

async function slugOf(id: string): Promise<string | null> {
	const rows = await ask<{ slug: string | null }>(
		'select slug from public.organizations where id = $1',
		[id]
	);
	return rows[0]?.slug ?? null;
}

async function slugFor(name: string): Promise<string | null> {
	const { org } = newIds();
	expect(await putOrganization({ id: org, name })).toBe('applied');
	return slugOf(org);
}

test('a slug is the name in plain letters', async () => {
	const mark = unique();
	expect(await slugFor(`Café  Ümlaut & Söhne, ${mark}!`)).toBe(`cafe-umlaut-sohne-${mark}`);
	expect(await slugFor(`ÅNGSTRÖM ${mark}`)).toBe(`angstrom-${mark}`);
	expect(await slugFor(`--- ${mark} ---`)).toBe(mark);
});

test('a long name makes a slug that ends with a letter, and leaves room for a number', async () => {
	const mark = unique();
	const name = `${mark} ${'abcdefghijklmnopqrstuvwxyz '.repeat(8)}`;
	const slug = `${mark}-abcdefghijklmnopqrstuvwxyz`;
	expect(await slugFor(name)).toBe(slug);
	expect(await slugFor(name)).toBe(`${slug}-2`);
});

test('organizations of one name are told apart by numbers', async () => {
	const name = `Twin ${unique()}`;
	const slug = name.toLowerCase().replace(' ', '-');
	expect(await slugFor(name)).toBe(slug);
	expect(await slugFor(name)).toBe(`${slug}-2`);
	expect(await slugFor(`${name} 3`)).toBe(`${slug}-3`);
	expect(await slugFor(name)).toBe(`${slug}-4`);
});

test.each(['admin', 'API', 'new', 'Settings'])('the reserved word %s is no slug', async (name) => {
	expect(await slugFor(name)).toMatch(new RegExp(`^org-${name.toLowerCase()}(-\\d+)?$`));
});

test.each(['株式会社', 'Ελλάδα', '!!!', '🚀', ''])(
	'the name %j still makes a slug',
	async (name) => {
		expect(await slugFor(name)).toMatch(/^org(-\d+)?$/);
	}
);

test('a rename changes the name and never the slug', async () => {
	const { org } = newIds();
	const name = `Before ${unique()}`;
	await putOrganization({ id: org, name, updated: 1 });
	const slug = await slugOf(org);
	await putOrganization({ id: org, name: `After ${unique()}`, updated: 2 });
	expect(await slugOf(org)).toBe(slug);
});

test('the slug of an organization that is gone is never given to another', async () => {
	const { org } = newIds();
	const name = `Phoenix ${unique()}`;
	await putOrganization({ id: org, name });
	const slug = await slugOf(org);
	await goneOrganization(org);
	expect(await slugFor(name)).toBe(`${slug}-2`);
	expect(await slugOf(org)).toBe(slug);
});

test('an organization that a membership mentioned first gets its slug with its name', async () => {
	const { org, user, membership } = newIds();
	const name = `Late ${unique()}`;
	await putMembership({ id: membership, org, user });
	expect(await slugOf(org)).toBeNull();
	await putOrganization({ id: org, name });
	expect(await slugOf(org)).toBe(name.toLowerCase().replace(' ', '-'));
});

test('organizations that appear at the same moment get a slug each', async () => {
	for (let round = 0; round < 10; round++) {
		const name = `Rush ${unique()}`;
		const slug = name.toLowerCase().replace(' ', '-');
		const names = [name, `${name} 2`, name, `${name} 3`, name, `${name} 2 2`];
		const slugs = await Promise.all(names.map(slugFor));
		expect(new Set(slugs).size).toBe(names.length);
		expect(slugs.filter((found) => found?.startsWith(slug))).toHaveLength(names.length);
	}
});
