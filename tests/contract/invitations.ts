import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import {
	comeBack,
	isReal,
	locationOf,
	redirectUri,
	someEmail,
	somebody,
	submit
} from './environment.ts';

export function invitations({ workos, url }: Subject): void {
	const management = () => workos().userManagement;

	async function invited(email = someEmail(), roleSlug = 'admin') {
		const organization = await workos().organizations.createOrganization({ name: 'Hooli' });
		const to = { email, organizationId: organization.id, roleSlug };
		return { email, organization, to, invitation: await management().sendInvitation(to) };
	}

	async function membershipsIn(organizationId: string) {
		const statuses: ('active' | 'inactive' | 'pending')[] = ['active', 'inactive', 'pending'];
		const { data } = await management().listOrganizationMemberships({ organizationId, statuses });
		return data;
	}

	/** The hosted page that an invitation's link leads to, by way of the app. */
	async function authorize(invitationToken: string, email: string, screenHint?: 'sign-up') {
		const pair = await workos().pkce.generate();
		const address = workos().userManagement.getAuthorizationUrl({
			provider: 'authkit',
			redirectUri,
			invitationToken,
			loginHint: email,
			...(screenHint && { screenHint }),
			state: 'state',
			codeChallenge: pair.codeChallenge,
			codeChallengeMethod: 'S256'
		});
		return { address, codeVerifier: pair.codeVerifier };
	}

	test('an invitation is sent, found, listed, sent again and revoked', async () => {
		const { email, organization, invitation } = await invited();
		expect(invitation).toMatchObject({
			email,
			state: 'pending',
			organizationId: organization.id,
			roleSlug: 'admin',
			acceptedAt: null,
			revokedAt: null
		});
		expect(invitation.acceptInvitationUrl).toContain(invitation.token);
		expect(await management().getInvitation(invitation.id)).toEqual(invitation);
		expect(await management().findInvitationByToken(invitation.token)).toEqual(invitation);
		const { data } = await management().listInvitations({ organizationId: organization.id, email });
		expect(data).toEqual([invitation]);

		const again = await management().resendInvitation(invitation.id);
		expect(again).toMatchObject({ id: invitation.id, state: 'pending' });
		const revoked = await management().revokeInvitation(invitation.id);
		expect(revoked.state).toBe('revoked');
		expect(revoked.revokedAt).toBeTruthy();
		expect(await membershipsIn(organization.id)).toEqual([]);
	});

	test('whoever is invited has a pending membership, also somebody new', async () => {
		const { email, organization } = await invited();
		const [pending] = await membershipsIn(organization.id);
		expect(pending).toMatchObject({ status: 'pending', role: { slug: 'admin' } });
		expect((await management().getUser(pending!.userId)).email).toBe(email);
		for (const call of ['deactivate', 'reactivate'] as const) {
			await expect(
				management()[`${call}OrganizationMembership`](pending!.id)
			).rejects.toMatchObject({ code: `cannot_${call}_pending_organization_membership` });
		}
	});

	test('what cannot be sent says why', async () => {
		const { to, organization } = await invited();
		const { email: member, organizations } = await somebody(workos(), 'member');
		const refused: [object, string | undefined][] = [
			[{ ...to, email: to.email.toUpperCase() }, 'email_already_invited_to_organization'],
			[
				{ ...to, email: member, organizationId: organizations[0]!.id },
				'user_already_organization_member'
			],
			[{ ...to, email: someEmail(), roleSlug: 'emperor' }, 'invalid_role'],
			[{ ...to, email: someEmail(), expiresInDays: 0 }, 'expires_in_days_too_short'],
			[{ ...to, email: someEmail(), expiresInDays: 31 }, 'expires_in_days_too_long'],
			[{ email: member }, 'user_already_exists']
		];
		for (const [options, code] of refused) {
			await expect(management().sendInvitation(options as typeof to)).rejects.toMatchObject({
				status: 400,
				code
			});
		}
		await expect(management().sendInvitation({ ...to, email: 'nonsense' })).rejects.toMatchObject({
			status: 422
		});
		await expect(
			management().sendInvitation({ ...to, organizationId: 'org_01J000000000000000000NOWHERE' })
		).rejects.toMatchObject({ status: 404 });
		expect(await membershipsIn(organization.id)).toHaveLength(1);
	});

	test.skipIf(isReal)('mail that cannot be delivered says so', async () => {
		const { to } = await invited();
		await expect(
			management().sendInvitation({ ...to, email: 'nobody@nowhere.invalid' })
		).rejects.toMatchObject({ status: 400, code: 'email_domain_not_deliverable' });
	});

	test('an invitation to the app alone makes no membership, and is sent once', async () => {
		const email = someEmail();
		const invitation = await management().sendInvitation({ email });
		expect(invitation).toMatchObject({ organizationId: null, roleSlug: null });
		await expect(management().sendInvitation({ email })).rejects.toMatchObject({
			code: 'email_already_invited'
		});
	});

	test('the API accepts for the person with the address, once', async () => {
		const { user, email } = await somebody(workos());
		const { organization, invitation } = await invited(email.toUpperCase(), 'member');
		const accepted = await management().acceptInvitation(invitation.id);
		expect(accepted).toMatchObject({ state: 'accepted', acceptedUserId: user.id });
		expect(await membershipsIn(organization.id)).toMatchObject([
			{ userId: user.id, status: 'active', role: { slug: 'member' } }
		]);
		await expect(management().acceptInvitation(invitation.id)).rejects.toMatchObject({
			code: 'invite_has_accepted_user_id'
		});
		await expect(management().resendInvitation(invitation.id)).rejects.toMatchObject({
			code: 'invite_accepted'
		});
		await expect(management().revokeInvitation(invitation.id)).rejects.toMatchObject({
			code: 'invite_not_pending'
		});
	});

	test('what was revoked is not accepted or sent again, and may be replaced', async () => {
		const { to, invitation } = await invited();
		await management().revokeInvitation(invitation.id);
		await expect(management().acceptInvitation(invitation.id)).rejects.toMatchObject({
			code: 'invite_not_pending'
		});
		await expect(management().resendInvitation(invitation.id)).rejects.toMatchObject({
			code: 'invite_revoked'
		});
		expect((await management().sendInvitation(to)).state).toBe('pending');
	});

	test('an unknown token or id is not found', async () => {
		await expect(management().findInvitationByToken('nonsense')).rejects.toMatchObject({
			status: 404
		});
		await expect(management().getInvitation('invitation_nowhere')).rejects.toMatchObject({
			status: 404
		});
	});

	test.skipIf(isReal)('the mail that is not sent can be read', async () => {
		const { email, invitation } = await invited();
		const page = await (await fetch(`${url()}/authkit/mail`)).text();
		expect(page).toContain(`to ${email}`);
		expect(page).toContain(invitation.acceptInvitationUrl);
	});

	test.skipIf(isReal)('somebody new signs up by the link and is in the organization', async () => {
		const { email, organization, invitation } = await invited();
		const { address, codeVerifier } = await authorize(invitation.token, email, 'sign-up');
		const page = locationOf(await fetch(address, { redirect: 'manual' })).href;
		const html = await (await fetch(page)).text();
		expect(html).toContain('Sign up to join Hooli');
		expect(html).toContain(`value="${email}"`);
		const wrong = await submit(page, { email: someEmail() });
		expect([wrong.status, await wrong.text()]).toEqual([
			422,
			expect.stringContaining(`This invitation is for ${email}`)
		]);

		const back = locationOf(await submit(page, { email, first_name: 'Gavin' }));
		const code = back.searchParams.get('code') ?? '';
		const session = await management().authenticateWithCode({ code, codeVerifier });
		expect(session).toMatchObject({
			organizationId: organization.id,
			user: { email, firstName: 'Gavin', emailVerified: true }
		});
		expect(await membershipsIn(organization.id)).toMatchObject([
			{ userId: session.user.id, status: 'active', role: { slug: 'admin' } }
		]);
		expect((await management().getInvitation(invitation.id)).acceptedUserId).toBe(session.user.id);
	});

	test.skipIf(isReal)('somebody with an account signs in by the link, others cannot', async () => {
		const { user, email } = await somebody(workos(), 'member');
		const { email: other } = await somebody(workos());
		const { organization, invitation } = await invited(email);
		const { address, codeVerifier } = await authorize(invitation.token, email);
		const page = locationOf(await fetch(address, { redirect: 'manual' })).href;
		const refused = await submit(page, { email: other });
		expect(await refused.text()).toContain(`This invitation is for ${email}`);

		const code = (await comeBack(address, email)).searchParams.get('code') ?? '';
		const session = await management().authenticateWithCode({ code, codeVerifier });
		expect(session).toMatchObject({ organizationId: organization.id, user: { id: user.id } });
		const spent = locationOf(await fetch(address, { redirect: 'manual' }));
		expect(spent.searchParams.get('error')).toBe('invitation_invalid');
	});

	test.skipIf(isReal)('at a company any address of its domain may accept', async () => {
		const domain = `${someEmail().slice(0, 8)}.test`;
		const { invitation, organization } = await invited(`jared@${domain}`);
		const colleague = await management().createUser({ email: `richard@${domain}` });
		const { address } = await authorize(invitation.token, colleague.email);
		await comeBack(address, colleague.email);
		expect(await membershipsIn(organization.id)).toMatchObject([
			{ userId: colleague.id, status: 'active', role: { slug: 'admin' } }
		]);
	});
}
