import { onlyKnown } from './body.ts';
import type { Environment } from './environment.ts';
import { openInvitation } from './invitations.ts';
import { errorPage } from './pages/error.ts';
import { isRedirectUri } from './redirect-uris.ts';
import { Refusal } from './refusals.ts';
import type { Answer, Route } from './router.ts';
import type { Application, Invitation } from './rows.ts';

/** What an app asks for when it sends somebody here to sign in. */
export interface AuthorizationRequest {
	application: Application;
	redirectUri: string;
	state: string | null;
	codeChallenge: string | null;
	organizationId: string | null;
	loginHint: string;
	/** How long ago they may have signed in, in seconds. */
	maxAge: number | null;
	/** The one whose link began this sign-in. */
	invitation: Invitation | null;
	/** The parameters as they came, which the hosted pages hand on from one to the next. */
	query: URLSearchParams;
}

const parameters = [
	...['client_id', 'redirect_uri', 'response_type', 'state', 'provider', 'connection_id'],
	...['organization_id', 'code_challenge', 'code_challenge_method', 'login_hint', 'screen_hint'],
	...['prompt', 'max_age', 'invitation_token']
];

/**
 * Reads an authorization request, or gives the answer that refuses it: a page where the app
 * itself cannot be trusted, else an error sent back to the app.
 */
export function readRequest(
	environment: Environment,
	query: URLSearchParams
): AuthorizationRequest | Answer {
	const application = environment.store.applications.get(query.get('client_id'));
	if (!application) return errorPage('The client_id of this sign-in is not known here.');
	const redirectUri = query.get('redirect_uri') ?? '';
	if (!isRedirectUri(environment, redirectUri)) {
		return errorPage(
			`The redirect_uri of this sign-in, ${redirectUri || 'which is missing'}, is not one of the registered addresses.`
		);
	}
	const request: AuthorizationRequest = {
		application,
		redirectUri,
		state: query.get('state'),
		codeChallenge: query.get('code_challenge'),
		organizationId: query.get('organization_id'),
		loginHint: query.get('login_hint') ?? '',
		maxAge: query.has('max_age') ? Number(query.get('max_age')) : null,
		invitation: openInvitation(environment, query.get('invitation_token')) ?? null,
		query
	};
	return problemWith(environment, request, query) ?? request;
}

function problemWith(
	environment: Environment,
	request: AuthorizationRequest,
	query: URLSearchParams
): Answer | undefined {
	const refuse = (error: string, description: string) => sendError(request, error, description);
	try {
		onlyKnown(query.keys(), ...parameters);
	} catch (error) {
		if (error instanceof Refusal) return refuse('invalid_request', String(error.body.message));
		throw error;
	}
	if (query.get('response_type') !== 'code') {
		return refuse('unsupported_response_type', 'response_type must be code.');
	}
	// An organization beside AuthKit chooses where to go, it does not select how to sign in.
	const { organizationId } = request;
	const selectors = [
		query.get('provider'),
		query.get('connection_id'),
		query.get('provider') === 'authkit' ? null : organizationId
	].filter(Boolean);
	if (selectors.length !== 1) {
		return refuse(
			'invalid_request',
			'Exactly one of provider, connection_id and organization_id must be given.'
		);
	}
	if (query.get('connection_id'))
		return refuse('connection_invalid', 'There is no such connection.');
	if (query.get('provider') && query.get('provider') !== 'authkit') {
		return refuse('connection_invalid', 'This provider is not set up.');
	}
	if (organizationId && !environment.store.organizations.get(organizationId)) {
		return refuse('organization_invalid', 'There is no such organization.');
	}
	if (query.has('invitation_token') && !request.invitation) {
		return refuse('invitation_invalid', 'The invitation is unknown, or no longer pending.');
	}
	if (request.codeChallenge && query.get('code_challenge_method') !== 'S256') {
		return refuse('invalid_request', 'code_challenge_method must be S256.');
	}
	if (!['sign-in', 'sign-up', null].includes(query.get('screen_hint'))) {
		return refuse('invalid_request', 'screen_hint must be sign-in or sign-up.');
	}
	if (!/^\d+$/.test(query.get('max_age') ?? '0')) {
		return refuse('invalid_request', 'max_age must be a number of seconds.');
	}
	if (query.get('prompt') === 'none') return refuse('login_required', 'Nobody is signed in.');
	return undefined;
}

/** A hosted page of the same flow, for the person with this e-mail, if one is known. */
export function pageAddress(request: AuthorizationRequest, page: string, email?: string): string {
	const query = new URLSearchParams(request.query);
	if (email) query.set('login_hint', email);
	else if (email === '') query.delete('login_hint');
	return `/authkit/${page}?${query}`;
}

/** Back to the app, with the answer in the address. */
export function sendBack(request: AuthorizationRequest, answer: Record<string, string>): Answer {
	const url = new URL(request.redirectUri);
	for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
	if (request.state !== null) url.searchParams.set('state', request.state);
	return { status: 302, location: url.href };
}

export function sendError(
	request: AuthorizationRequest,
	error: string,
	description: string
): Answer {
	return sendBack(request, { error, error_description: description });
}

export function authorizeRoutes(environment: Environment): Route[] {
	return [
		{
			method: 'GET',
			path: '/user_management/authorize',
			access: 'browser',
			// Who has to be asked again is for the page to say. `prompt` is always satisfied: in a demo one
			// wants to choose another person each time.
			answer({ query }) {
				const request = readRequest(environment, query);
				if ('status' in request) return request;
				const page = query.get('screen_hint') === 'sign-up' ? 'sign-up' : 'sign-in';
				return { status: 302, location: pageAddress(request, page) };
			}
		}
	];
}
