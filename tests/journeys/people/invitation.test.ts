import { leave, newPerson, unique, workos as workosApi } from '../../fixtures.ts';
import { expect, test } from '../session/test.ts';
import type { Visitor } from '../session/visitor.ts';
import { hook, invitationTo, linkOf, newTeam, peopleIn } from './people.ts';

/*
 * What an invitation's link leads to, for whoever opens it. Its token is a secret: it stands in the
 * address once, and from then on in a cookie that no script reads.
 */

const path = ({ location }: { location: string }) => {
	const { pathname, search } = new URL(location);
	return pathname + search;
};

/** Opens the link, and the page that it leads to. */
async function follow(visitor: Visitor, invitation: { token: string }) {
	const opened = await visitor.open(linkOf(invitation));
	expect([opened.status, path(opened)]).toEqual([303, '/invite']);
	expect(opened.body).not.toContain(invitation.token);
	return visitor.open('/invite');
}

async function somebodyInvited(visitor: Visitor, role = 'member') {
	const team = await newTeam();
	const person = await newPerson();
	await visitor.signIn(person);
	const invitation = await invitationTo(person.email, team.organization, role);
	return { ...team, person, invitation };
}

test('whoever is signed in with the address joins with one click', async ({ visitor, app }) => {
	const { organization, person, invitation } = await somebodyInvited(visitor, 'admin');
	const page = await follow(visitor, invitation);
	expect(page.status).toBe(200);
	expect(page.body).toContain(`Join ${organization.name}`);
	expect(page.headers.get('cache-control')).toContain('no-store');
	expect(page.headers.get('referrer-policy')).toBe('same-origin');
	// Opening it joins nobody.
	expect(await peopleIn(organization)).toHaveProperty([person.email], 'admin, pending');

	const joined = await visitor.post('/invite?/join');
	expect([joined.status, path(joined)]).toEqual([303, `/orgs/${organization.slug}`]);
	expect(await peopleIn(organization)).toHaveProperty([person.email], 'admin');
	const home = await visitor.open(`/orgs/${organization.slug}/projects`);
	expect(home.status).toBe(200);
	expect(home.body).toContain('New project');
	expect([...visitor.cookies().keys()]).not.toContain('orgdeck-invitation');
	for (const { body } of [page, joined, home]) expect(body).not.toContain(invitation.token);
	expect(app.log()).not.toContain(invitation.token);
});

test('a link of another site that is opened by its victim joins nobody', async ({ visitor }) => {
	const { organization, person, invitation } = await somebodyInvited(visitor);
	await follow(visitor, invitation);
	const forged = await visitor.ask('/invite?/join', {
		method: 'POST',
		body: new URLSearchParams(),
		headers: { origin: 'https://evil.test', accept: 'text/html' }
	});
	expect(forged.status).toBe(403);
	expect(await peopleIn(organization)).toHaveProperty([person.email], 'member, pending');
});

test('somebody else who is signed in is told for whom it is, and joins nothing', async ({
	visitor
}) => {
	const { organization, invitation } = await somebodyInvited(visitor);
	const other = await newPerson();
	await visitor.signIn(other);
	const page = await follow(visitor, invitation);
	expect(page.body).toContain('This invitation is for somebody else');
	expect(page.body).toContain(other.email);

	const refused = await visitor.post('/invite?/join');
	expect([refused.status, path(refused)]).toEqual([303, '/invite']);
	expect(await peopleIn(organization)).not.toHaveProperty([other.email]);

	// The way on: signed out, and to the sign-in page for the address that it was sent to.
	const way = await visitor.post('/invite?/change');
	const { pathname, searchParams } = new URL(way.location);
	expect(pathname).toBe('/user_management/authorize');
	expect(Object.fromEntries(searchParams)).toMatchObject({
		login_hint: invitation.email,
		invitation_token: invitation.token,
		code_challenge_method: 'S256'
	});
	expect((await visitor.open('/orgs')).status).toBe(303);
});

test('who has the address but has not proven it does not join', async ({ visitor }) => {
	const { organization, person, invitation } = await somebodyInvited(visitor);
	await workosApi.userManagement.updateUser({ userId: person.id, emailVerified: false });
	const page = await follow(visitor, invitation);
	expect(page.body).toContain('Confirm your address first');
	await visitor.post('/invite?/join');
	expect(await peopleIn(organization)).toHaveProperty([person.email], 'member, pending');
});

test('nobody signed in is led to sign in or to sign up, with PKCE and the token', async ({
	visitor
}) => {
	const { organization } = await newTeam();
	const known = await newPerson();
	await visitor.signIn(known);
	await visitor.signOut();
	for (const [email, screen] of [
		[known.email, 'sign-in'],
		[`somebody.${unique()}@example.test`, 'sign-up']
	] as const) {
		const invitation = await invitationTo(email, organization);
		const { status, location } = await follow(visitor, invitation);
		expect(status).toBe(302);
		expect(Object.fromEntries(new URL(location).searchParams)).toMatchObject({
			screen_hint: screen,
			login_hint: email,
			invitation_token: invitation.token,
			code_challenge_method: 'S256',
			code_challenge: expect.stringMatching(/^[\w-]{43}$/)
		});
	}
});

test('signing in on the way joins and leads into the organization', async ({ visitor }) => {
	const { organization } = await newTeam();
	const known = await newPerson();
	await visitor.signIn(known);
	await visitor.signOut();
	const invitation = await invitationTo(known.email, organization);
	const { location } = await follow(visitor, invitation);
	const page = await fetch(location);
	const answer = await fetch(page.url, {
		method: 'POST',
		body: new URLSearchParams({ email: known.email }),
		redirect: 'manual'
	});
	const back = await visitor.open(answer.headers.get('location') ?? '');
	expect(path(back)).toBe('/invite');
	expect(path(await visitor.open('/invite'))).toBe(`/orgs/${organization.slug}`);
	expect((await visitor.open(`/orgs/${organization.slug}`)).status).toBe(200);
	expect(await peopleIn(organization)).toHaveProperty([known.email], 'member');
});

for (const [how, words] of [
	['expired', 'This invitation has run out'],
	['revoked', 'This invitation was taken back'],
	['used', 'This invitation was used already'],
	['unknown', 'We do not know this invitation']
] as const) {
	test(`one that is ${how} has a page with a way on, signed in or not`, async ({ visitor }) => {
		const { organization, invitation, person } = await somebodyInvited(visitor);
		const { userManagement } = workosApi;
		if (how === 'expired') await hook('invitations/expire', { invitation_id: invitation.id });
		if (how === 'revoked') await userManagement.revokeInvitation(invitation.id);
		if (how === 'used') await userManagement.acceptInvitation(invitation.id);
		const link = how === 'unknown' ? { token: unique() } : invitation;
		const other = await newPerson();
		for (const look of [() => visitor.signIn(other), () => visitor.signOut()]) {
			await look();
			const page = await follow(visitor, link);
			expect(page.status).toBe(200);
			expect(page.body).toContain(words);
			expect(page.body).toContain('Your organizations');
			await visitor.post('/invite?/join');
		}
		const people = await peopleIn(organization);
		expect(people).not.toHaveProperty([other.email]);
		if (how !== 'used') expect(people[person.email]).not.toBe('member');
	});
}

test('whoever used it themselves is led where it led, as long as they are in', async ({
	visitor
}) => {
	const { organization, person, invitation } = await somebodyInvited(visitor);
	await follow(visitor, invitation);
	await visitor.post('/invite?/join');
	expect(path(await follow(visitor, invitation))).toBe(`/orgs/${organization.slug}`);
	await leave(person, organization);
	expect(path(await follow(visitor, invitation))).toBe('/orgs');
	expect(await peopleIn(organization)).not.toHaveProperty([person.email]);
});

test('without a link there is a page that says so, and nonsense is no link', async ({
	visitor
}) => {
	expect((await visitor.open('/invite')).body).toContain('There is no invitation here');
	await visitor.open(`/invite?invitation_token=${encodeURIComponent('../x y')}`);
	expect((await visitor.open('/invite')).body).toContain('There is no invitation here');
});

test('while WorkOS is away the page says so and the link still works after it', async ({
	visitor,
	workos,
	app
}) => {
	const { organization, person, invitation } = await somebodyInvited(visitor);
	await visitor.open(linkOf(invitation));
	workos.fail('/user_management/invitations/', 503);
	expect((await visitor.open('/invite')).status).toBe(503);
	workos.restore();

	await visitor.open('/invite');
	workos.fail(/^POST .*\/accept/, 'cut');
	expect((await visitor.post('/invite?/join')).status).toBe(503);
	workos.restore();
	// It was accepted: what was lost was the answer.
	expect(path(await visitor.open('/invite'))).toBe(`/orgs/${organization.slug}`);
	expect(await peopleIn(organization)).toHaveProperty([person.email], 'member');
	expect(app.log()).not.toContain(invitation.token);
});
