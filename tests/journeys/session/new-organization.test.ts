import { randomUUID } from 'node:crypto';
import {
	changeRoles,
	join,
	leave,
	membershipOf,
	newPerson,
	unique,
	workos as workosApi
} from '../../fixtures.ts';
import type { Organization, Person } from '../../fixtures.ts';
import { expect, test } from './test.ts';
import type { Answer, Visitor } from './visitor.ts';

/** Sends the form that creates an organization. */
function create(visitor: Visitor, name: string, nonce: string): Promise<Answer> {
	return visitor.post('/orgs?/create', { name, nonce });
}

/** What WorkOS holds for the organizations of this person. */
async function organizationsOf({ id }: Person) {
	const { data } = await workosApi.userManagement.listOrganizationMemberships({ userId: id });
	return data.map(({ organizationId, organizationName, role, status }) => {
		return { id: organizationId, name: organizationName, role: role.slug, status };
	});
}

/** The page of the organization that a redirect leads to. */
function slugOf({ location }: Answer): string {
	return new URL(location).pathname.replace('/orgs/', '');
}

test('somebody new signs up, creates an organization and lands in it as its admin', async ({
	page
}) => {
	const name = `Atelier ${unique()}`;
	await page.goto('/sign-up');
	await page.getByLabel('First name').fill('Nora');
	await page.getByLabel('Last name').fill('Novel');
	await page.getByLabel('Email').fill(`nora.${unique()}@example.test`);
	await page.getByRole('button', { name: 'Create account' }).click();

	await expect(page).toHaveURL('/orgs');
	await expect(page.getByRole('heading', { name: 'Welcome, Nora' })).toBeVisible();
	await page.getByLabel('Name').fill(name);
	await page.getByRole('button', { name: 'Create organization' }).dblclick();

	await expect(page).toHaveURL(`/orgs/${name.toLowerCase().replaceAll(' ', '-')}`);
	await expect(page.locator('summary', { hasText: 'your menu' })).toContainText('Nora Novel');
	await page.goto(`${page.url()}/projects`);
	await expect(page.getByRole('link', { name: 'New project' }).first()).toBeVisible();
});

test('the same form sent five times at once makes one organization with one admin', async ({
	visitor,
	app,
	twin
}) => {
	const person = await newPerson();
	await visitor.signIn(person);
	const [name, nonce] = [`Atelier ${unique()}`, randomUUID()];
	const answers = await Promise.all(
		[app, twin, app, twin, app].map(({ url }) =>
			visitor.post('/orgs?/create', { name, nonce }, url)
		)
	);
	expect(new Set(answers.map(slugOf)).size).toBe(1);
	expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
	expect(await organizationsOf(person)).toMatchObject([{ name, role: 'admin', status: 'active' }]);
	expect((await visitor.open(`/orgs/${slugOf(answers[0]!)}`)).body).toContain(name);
});

for (const [step, call, status] of [
	['creating it', 'POST /organizations', 503],
	// This one is noticed: the membership is there when it looks.
	['joining it', 'POST /user_management/organization_memberships', 303]
] as const) {
	test(`a connection that breaks after ${step} leaves one organization after a retry`, async ({
		visitor,
		workos
	}) => {
		const person = await newPerson();
		await visitor.signIn(person);
		const [name, nonce] = [`Atelier ${unique()}`, randomUUID()];
		workos.fail(call, 'cut');
		const broken = await create(visitor, name, nonce);
		expect(broken.status).toBe(status);
		if (status === 503) {
			expect(broken.body, 'what was typed').toContain(`value="${name}"`);
			expect(broken.body, 'the same form').toContain(nonce);
		}

		workos.restore();
		const answer = await create(visitor, name, nonce);
		expect(answer.status).toBe(303);
		expect(await organizationsOf(person)).toMatchObject([{ name, role: 'admin' }]);
		expect((await visitor.open(`/orgs/${slugOf(answer)}`)).status).toBe(200);
	});
}

test('a mirror that is away while it is created gets it at the retry', async ({
	visitor,
	data
}) => {
	const person = await newPerson();
	await visitor.signIn(person);
	const [name, nonce] = [`Atelier ${unique()}`, randomUUID()];
	data.fail('/rpc/mirror_put_membership', 503);
	const broken = await create(visitor, name, nonce);
	expect(broken.status).toBe(503);
	expect(broken.body).toContain(nonce);
	data.restore();
	const answer = await create(visitor, name, nonce);
	expect((await visitor.open(`/orgs/${slugOf(answer)}`)).status).toBe(200);
	expect(await organizationsOf(person)).toHaveLength(1);
});

test('somebody else’s form leads to an organization of one’s own', async ({ visitor }) => {
	const [person, other] = [await newPerson(), await newPerson()];
	const [name, nonce] = [`Atelier ${unique()}`, randomUUID()];
	await visitor.signIn(person);
	const first = await create(visitor, name, nonce);
	await visitor.signIn(other);
	const second = await create(visitor, name, nonce);

	expect(slugOf(second)).not.toBe(slugOf(first));
	expect((await visitor.open(`/orgs/${slugOf(first)}`)).status).toBe(404);
	const [one] = await organizationsOf(person);
	const [another] = await organizationsOf(other);
	expect(another?.id).not.toBe(one?.id);
});

test('sending the form again is no way back for a founder who was removed', async ({ visitor }) => {
	const [founder, colleague] = [await newPerson(), await newPerson()];
	await visitor.signIn(founder);
	const [name, nonce] = [`Atelier ${unique()}`, randomUUID()];
	const slug = slugOf(await create(visitor, name, nonce));
	const [created] = await organizationsOf(founder);
	const organization: Organization = { id: created!.id, name, slug };
	await join(colleague, organization, 'admin');
	await leave(founder, organization);

	const answer = await create(visitor, name, nonce);
	expect(answer.status).toBe(409);
	expect(answer.body).toContain('This form was used before');
	expect(await organizationsOf(founder)).toEqual([]);
	expect((await visitor.open(`/orgs/${slug}`)).status).not.toBe(200);

	// Sent once more, it makes another one.
	const next = answer.body.match(/name="nonce" value="([^"]+)"/)?.[1] ?? '';
	expect((await create(visitor, name, next)).status).toBe(303);
	expect(await organizationsOf(founder)).toMatchObject([{ name, role: 'admin' }]);
});

test('nor is it when nobody is left in the organization', async ({ visitor }) => {
	const founder = await newPerson();
	await visitor.signIn(founder);
	const [name, nonce] = [`Atelier ${unique()}`, randomUUID()];
	const slug = slugOf(await create(visitor, name, nonce));
	const [created] = await organizationsOf(founder);
	await leave(founder, { id: created!.id, name, slug });

	expect((await create(visitor, name, nonce)).status).toBe(409);
	expect(await organizationsOf(founder)).toEqual([]);
});

test('sending the form again gives no demoted founder their role back', async ({ visitor }) => {
	const [founder, colleague] = [await newPerson(), await newPerson()];
	await visitor.signIn(founder);
	const [name, nonce] = [`Atelier ${unique()}`, randomUUID()];
	const slug = slugOf(await create(visitor, name, nonce));
	const [created] = await organizationsOf(founder);
	const organization: Organization = { id: created!.id, name, slug };
	await join(colleague, organization, 'admin');
	await changeRoles(founder, organization, 'member');

	await create(visitor, name, nonce);
	expect((await membershipOf(founder, organization)).role.slug).toBe('member');
});

test('a name of 200 characters, or none, is refused beside the field', async ({ visitor }) => {
	const person = await newPerson();
	await visitor.signIn(person);
	for (const name of ['x'.repeat(200), '   ']) {
		const answer = await create(visitor, name, randomUUID());
		expect(answer.status).toBe(400);
		expect(answer.body).toContain(name.trim() ? 'Use 80 characters at most.' : 'Give it a name.');
	}
	const withoutNonce = await create(visitor, 'A good name', 'not-a-uuid');
	expect(withoutNonce.status).toBe(400);
	expect(await organizationsOf(person)).toEqual([]);
});
