import { beforeAll, describe, expect, test } from 'vitest';
import { join, newPerson, signed, unique, withToken } from '../fixtures.ts';
import type { Person, Supabase } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject } from './company.ts';
import type { Company } from './company.ts';
import { putMembership } from './mirror.ts';

/*
 * Who is an admin: whoever has the role of that name among theirs, letter by letter, in the token
 * and in the mirror. Every other value has the rights of a member.
 */

let company: Company;
let open: { id: string };
let secret: { id: string };

beforeAll(async () => {
	company = await newCompany();
	[open, secret] = await Promise.all([newProject(company.admin), newPrivateProject(company.admin)]);
});

/** Somebody whose membership has these roles in the mirror. */
async function memberWith(roles: string[]): Promise<Person> {
	const person = await newPerson();
	await putMembership({
		id: `om_${unique()}`,
		org: company.organization.id,
		user: person.id,
		roles
	});
	return person;
}

async function speakAs(person: Person, claims: Record<string, unknown>): Promise<Supabase> {
	const token = await signed({
		role: 'authenticated',
		sub: person.id,
		sid: `session_${unique()}`,
		org_id: company.organization.id,
		...claims
	});
	return withToken(token);
}

async function rightsOf(supabase: Supabase): Promise<'admin' | 'member' | 'none'> {
	const { data: projects } = await supabase.from('projects').select('id').throwOnError();
	const { data: states } = await supabase.rpc('session_state').throwOnError();
	const { error } = await supabase.from('projects').insert({ name: `By role ${unique()}` });
	const ids = projects.map(({ id }) => id);
	const isAdmin = ids.includes(secret.id);
	expect(states[0]?.is_admin).toBe(isAdmin);
	expect(error?.code).toBe(isAdmin ? undefined : '42501');
	if (isAdmin) return 'admin';
	return ids.includes(open.id) ? 'member' : 'none';
}

describe.each([
	['a third role', ['billing']],
	['an empty role', ['']],
	['ADMIN in capitals', ['ADMIN']],
	['a role with a space after it', ['admin ']],
	['a role that only begins like it', ['administrator']],
	['no role', []],
	['several roles without admin', ['member', 'billing', 'owner']]
])('%s', (_, roles) => {
	test('has the rights of a member', async () => {
		const person = await memberWith(roles);
		expect(await rightsOf(await speakAs(person, { roles, user_role: roles[0] }))).toBe('member');
		expect(await rightsOf(await speakAs(person, { user_role: roles[0] }))).toBe('member');
	});

	test('has the rights of a member also where the mirror says admin', async () => {
		const person = await memberWith(['admin']);
		expect(await rightsOf(await speakAs(person, { roles, user_role: roles[0] }))).toBe('member');
	});

	test('in the mirror has the rights of a member also with the token of an admin', async () => {
		const person = await memberWith(roles);
		const supabase = await speakAs(person, { roles: ['admin'], user_role: 'admin' });
		expect(await rightsOf(supabase)).toBe('member');
	});
});

describe.each([
	['admin alone', ['admin']],
	['several roles with admin among them', ['billing', 'admin', 'member']]
])('%s', (_, roles) => {
	test('has the rights of an admin', async () => {
		const person = await memberWith(roles);
		expect(await rightsOf(await speakAs(person, { roles, user_role: roles[0] }))).toBe('admin');
	});
});

test('several roles, as WorkOS mints them, make an admin', async () => {
	const person = await newPerson();
	await join(person, company.organization, ['member', 'admin']);
	expect(await rightsOf(await speakAs(person, { roles: ['member', 'admin'] }))).toBe('admin');
});

describe('the claim user_role', () => {
	test('makes an admin where WorkOS mints no roles', async () => {
		const person = await memberWith(['admin']);
		expect(await rightsOf(await speakAs(person, { user_role: 'admin' }))).toBe('admin');
	});

	test('counts for nothing beside roles that do not say so', async () => {
		const person = await memberWith(['admin']);
		for (const roles of [[], ['member']]) {
			const supabase = await speakAs(person, { roles, user_role: 'admin' });
			expect(await rightsOf(supabase)).toBe('member');
		}
	});

	test.each([null, true, 1, ['admin'], { slug: 'admin' }])(
		'of %j makes no admin',
		async (claim) => {
			const person = await memberWith(['admin']);
			expect(await rightsOf(await speakAs(person, { user_role: claim }))).toBe('member');
		}
	);
});

test.each([
	['null', null],
	['a string', 'admin'],
	['an object', { admin: true }],
	['a list of lists', [['admin']]],
	['a list of objects', [{ slug: 'admin' }]],
	['a list with null', [null]]
])('a claim roles that is %s makes no admin', async (_, roles) => {
	const person = await memberWith(['admin']);
	expect(await rightsOf(await speakAs(person, { roles }))).toBe('member');
});

test('roles that were granted elsewhere count for nothing here', async () => {
	const there = await newCompany();
	const person = await newPerson();
	await join(person, there.organization, 'admin');
	const supabase = await speakAs(person, { roles: ['admin'], user_role: 'admin' });
	expect(await rightsOf(supabase)).toBe('none');
});
