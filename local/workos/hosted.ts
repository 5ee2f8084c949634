import { pageAddress, readRequest, sendBack, sendError } from './authorize.ts';
import type { AuthorizationRequest } from './authorize.ts';
import { remember, remembered } from './browser-sessions.ts';
import { cast } from './cast.ts';
import { issueCode } from './codes.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { accept, isFor } from './invitations.ts';
import { activeMemberships } from './memberships.ts';
import { organizationPage } from './pages/organization.ts';
import { signInPage } from './pages/sign-in.ts';
import { signUpPage } from './pages/sign-up.ts';
import type { Answer, Call, Route } from './router.ts';
import type { User } from './rows.ts';
import { addUser, isEmail, userByEmail } from './users.ts';

/** The pages that AuthKit hosts: who are you, and which organization. */
export function hostedRoutes(environment: Environment): Route[] {
	const { store } = environment;

	/** A page for a flow that an app started; anybody else is sent to where flows start. */
	function page(
		method: 'GET' | 'POST',
		name: string,
		answer: (request: AuthorizationRequest, call: Call) => Answer
	): Route {
		return {
			method,
			path: `/authkit/${name}`,
			access: 'browser',
			answer(call) {
				if (!call.query.has('client_id') && environment.signInEndpoint) {
					return { status: 302, location: environment.signInEndpoint };
				}
				const request = readRequest(environment, call.query);
				return 'status' in request ? request : answer(request, call);
			}
		};
	}

	function people() {
		return cast(environment).map((user) => ({
			user,
			organizations: organizationsOf(user).map(({ organization }) => organization.name)
		}));
	}

	function organizationsOf(user: User) {
		return activeMemberships(environment, user.id).flatMap((membership) => {
			const organization = store.organizations.get(membership.organization_id);
			return organization ? [{ organization, role: membership.role_slugs[0] ?? '' }] : [];
		});
	}

	/** What the pages say of the invitation that led to them. */
	function invited({ invitation }: AuthorizationRequest) {
		if (!invitation) return null;
		const organization = store.organizations.get(invitation.organization_id);
		return { email: invitation.email, organization: organization?.name ?? 'Orgdeck' };
	}

	/** Whether the invitation behind this sign-in, if there is one, is for this person. */
	function isWelcome({ invitation }: AuthorizationRequest, user: User): boolean {
		return !invitation || isFor(invitation, user);
	}

	/** Who signed in with this browser, if that is recent enough for the app and it means nobody else. */
	function signedIn(request: AuthorizationRequest, { browser }: Call) {
		const session = remembered(environment, browser);
		const user = store.users.get(session?.user_id);
		const { maxAge, loginHint } = request;
		if (!session || !user || !maxAge || !isWelcome(request, user)) return undefined;
		if (environment.now() - Date.parse(session.signed_in_at) > maxAge * 1000) return undefined;
		if (loginHint && userByEmail(environment, loginHint)?.id !== user.id) return undefined;
		return { user, at: session.signed_in_at };
	}

	/** Somebody has just shown who they are. */
	function welcome(request: AuthorizationRequest, user: User): Answer {
		const { session, cookie } = remember(environment, user);
		return { ...proceed(request, user, session.signed_in_at), cookie };
	}

	/**
	 * Now that it is known who it is: to the organization, if one has to be chosen, or back.
	 *
	 * @param at when they showed it
	 */
	function proceed(request: AuthorizationRequest, known: User, at: string): Answer {
		const user = verified(known);
		if (request.invitation) {
			const { organization_id } = accept(environment, request.invitation, user);
			return enter(request, user, organization_id, at);
		}
		const choices = organizationsOf(user);
		const asked = request.organizationId;
		if (asked) return enter(request, user, asked, at);
		if (choices.length > 1) {
			return { status: 302, location: pageAddress(request, 'organization', user.email) };
		}
		return enter(request, user, choices[0]?.organization.id ?? null, at);
	}

	/** Whoever signs in here has shown that the address is theirs. */
	function verified(user: User): User {
		if (user.email_verified) return user;
		const updated_at = laterThan(user.updated_at, environment.now());
		return store.users.put({ ...user, email_verified: true, updated_at });
	}

	/** Whom an invitation made known becomes somebody who can sign in. */
	function signUp(user: User, person: Partial<User>): User {
		const updated_at = laterThan(user.updated_at, environment.now());
		return store.users.put({ ...user, ...person, is_only_invited: false, updated_at });
	}

	function enter(
		request: AuthorizationRequest,
		user: User,
		organizationId: string | null,
		signed_in_at: string
	): Answer {
		const isMember = organizationsOf(user).some(
			({ organization }) => organization.id === organizationId
		);
		if (organizationId && !isMember) {
			return sendError(request, 'access_denied', 'The user is not a member of the organization.');
		}
		const code = issueCode(environment, {
			client_id: request.application.id,
			user_id: user.id,
			organization_id: organizationId,
			code_challenge: request.codeChallenge,
			impersonator: null,
			signed_in_at
		});
		return sendBack(request, { code });
	}

	return [
		page('GET', 'sign-in', (request, call) => {
			const known = signedIn(request, call);
			if (known) return proceed(request, known.user, known.at);
			const typed = { email: request.loginHint };
			return { status: 200, html: signInPage(request, people(), invited(request), typed) };
		}),
		page('POST', 'sign-in', (request, { form }) => {
			const email = form.get('email')?.trim() ?? '';
			const user = userByEmail(environment, email);
			const isKnown = user && !user.is_only_invited;
			if (isKnown && isWelcome(request, user)) return welcome(request, user);
			const problem = isKnown ? 'uninvited' : isEmail(email) ? 'unknown' : 'invalid';
			const html = signInPage(request, people(), invited(request), { email, problem });
			return { status: 422, html };
		}),
		page('GET', 'sign-up', (request) => ({
			status: 200,
			html: signUpPage(request, invited(request), { email: request.loginHint })
		})),
		page('POST', 'sign-up', (request, { form }) => {
			const typed = {
				email: form.get('email')?.trim() ?? '',
				firstName: form.get('first_name')?.trim() ?? '',
				lastName: form.get('last_name')?.trim() ?? ''
			};
			const existing = userByEmail(environment, typed.email);
			const refuse = (problem: 'taken' | 'invalid' | 'uninvited') => ({
				status: 422,
				html: signUpPage(request, invited(request), { ...typed, problem })
			});
			if (existing && !existing.is_only_invited) return refuse('taken');
			if (!isEmail(typed.email)) return refuse('invalid');
			const person = {
				email: typed.email,
				first_name: typed.firstName || null,
				last_name: typed.lastName || null,
				email_verified: true
			};
			if (request.invitation && !isFor(request.invitation, person)) return refuse('uninvited');
			return welcome(request, existing ? signUp(existing, person) : addUser(environment, person));
		}),
		page('GET', 'organization', (request) => {
			const user = userByEmail(environment, request.loginHint);
			if (!user) return { status: 302, location: pageAddress(request, 'sign-in') };
			return { status: 200, html: organizationPage(request, user, organizationsOf(user)) };
		}),
		page('POST', 'organization', (request, { form, browser }) => {
			const user = userByEmail(environment, request.loginHint);
			if (!user) return { status: 302, location: pageAddress(request, 'sign-in') };
			const session = remembered(environment, browser);
			const at = session?.user_id === user.id ? session.signed_in_at : timestamp(environment.now());
			return enter(request, user, form.get('organization_id'), at);
		})
	];
}
