import { pageAddress, readRequest, sendBack, sendError } from './authorize.ts';
import type { AuthorizationRequest } from './authorize.ts';
import { cast } from './cast.ts';
import { issueCode } from './codes.ts';
import type { Environment } from './environment.ts';
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

	/** Now that it is known who it is: to the organization, if one has to be chosen, or back. */
	function proceed(request: AuthorizationRequest, user: User): Answer {
		const choices = organizationsOf(user);
		const asked = request.organizationId;
		if (asked) return enter(request, user, asked);
		if (choices.length > 1) {
			return { status: 302, location: pageAddress(request, 'organization', user.email) };
		}
		return enter(request, user, choices[0]?.organization.id ?? null);
	}

	function enter(request: AuthorizationRequest, user: User, organizationId: string | null): Answer {
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
			impersonator: null
		});
		return sendBack(request, { code });
	}

	return [
		page('GET', 'sign-in', (request) => ({
			status: 200,
			html: signInPage(request, people(), { email: request.loginHint })
		})),
		page('POST', 'sign-in', (request, { form }) => {
			const email = form.get('email')?.trim() ?? '';
			const user = userByEmail(environment, email);
			if (user) return proceed(request, user);
			const problem = isEmail(email) ? 'unknown' : 'invalid';
			return { status: 422, html: signInPage(request, people(), { email, problem }) };
		}),
		page('GET', 'sign-up', (request) => ({
			status: 200,
			html: signUpPage(request, { email: request.loginHint })
		})),
		page('POST', 'sign-up', (request, { form }) => {
			const typed = {
				email: form.get('email')?.trim() ?? '',
				firstName: form.get('first_name')?.trim() ?? '',
				lastName: form.get('last_name')?.trim() ?? ''
			};
			const isTaken = userByEmail(environment, typed.email);
			if (isTaken || !isEmail(typed.email)) {
				const problem = isTaken ? 'taken' : 'invalid';
				return { status: 422, html: signUpPage(request, { ...typed, problem }) };
			}
			const user = addUser(environment, {
				email: typed.email,
				first_name: typed.firstName || null,
				last_name: typed.lastName || null,
				email_verified: true
			});
			return proceed(request, user);
		}),
		page('GET', 'organization', (request) => {
			const user = userByEmail(environment, request.loginHint);
			if (!user) return { status: 302, location: pageAddress(request, 'sign-in') };
			return { status: 200, html: organizationPage(request, user, organizationsOf(user)) };
		}),
		page('POST', 'organization', (request, { form }) => {
			const user = userByEmail(environment, request.loginHint);
			if (!user) return { status: 302, location: pageAddress(request, 'sign-in') };
			return enter(request, user, form.get('organization_id'));
		})
	];
}
