import {
	externalId,
	mergeMetadata,
	nullableText,
	onlyKnown,
	requiredText,
	text,
	truth
} from './body.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { list, paging } from './list.ts';
import { removeMemberships } from './memberships.ts';
import { Refusal, coded, invalidParameters, notFound } from './refusals.ts';
import type { Route } from './router.ts';
import type { User } from './rows.ts';
import { endSessions } from './sessions.ts';

export interface Person {
	email: string;
	first_name?: string | null;
	last_name?: string | null;
}

export function requireUser({ store }: Environment, id = ''): User {
	const user = store.users.get(id);
	if (!user) throw notFound('User', id);
	return user;
}

/** E-mail addresses are looked up without regard to case. */
export function userByEmail({ store }: Environment, email: string): User | undefined {
	const wanted = email.trim().toLowerCase();
	return store.users.find((user) => user.email.toLowerCase() === wanted);
}

export function isEmail(value: string): boolean {
	return /^[^\s@]+@[^\s@]+$/.test(value) && value.length <= 254;
}

export function fullName(user: User): string | null {
	return [user.first_name, user.last_name].filter(Boolean).join(' ') || null;
}

export function addUser({ store, now }: Environment, person: Person & Partial<User>): User {
	const at = timestamp(now());
	return store.users.put({
		id: newId('user', now()),
		first_name: null,
		last_name: null,
		email_verified: false,
		profile_picture_url: null,
		external_id: null,
		locale: null,
		metadata: {},
		last_sign_in_at: null,
		created_at: at,
		updated_at: at,
		...person
	});
}

/** A user as the API writes one. */
export function presentUser(user: User) {
	return { ...describeUser(user), last_sign_in_at: user.last_sign_in_at };
}

/** What the API and the JWT template both know of a user. */
export function describeUser(user: User) {
	return {
		object: 'user',
		id: user.id,
		email: user.email,
		first_name: user.first_name,
		last_name: user.last_name,
		name: fullName(user),
		email_verified: user.email_verified,
		profile_picture_url: user.profile_picture_url,
		external_id: user.external_id,
		metadata: user.metadata,
		locale: user.locale,
		created_at: user.created_at,
		updated_at: user.updated_at
	};
}

function requireFreeExternalId(
	{ store }: Environment,
	id: string | null | undefined,
	own = ''
): void {
	if (id && store.users.find((user) => user.external_id === id && user.id !== own)) {
		throw coded(400, 'external_id_already_used', 'The external_id is already in use.');
	}
}

export function userRoutes(environment: Environment): Route[] {
	const { store, now } = environment;
	return [
		{
			method: 'POST',
			path: '/user_management/users',
			access: 'key',
			answer({ body }) {
				onlyKnown(
					Object.keys(body),
					...['email', 'first_name', 'last_name', 'email_verified', 'external_id', 'metadata']
				);
				const email = requiredText(body, 'email');
				if (!isEmail(email)) throw invalidParameters('email must be an email.');
				if (userByEmail(environment, email)) {
					const problem = { code: 'email_not_available', message: 'This email is not available.' };
					const message = 'Could not create user.';
					throw new Refusal(400, { code: 'user_creation_error', message, errors: [problem] });
				}
				const external_id = externalId(body) ?? null;
				requireFreeExternalId(environment, external_id);
				const user = addUser(environment, {
					email,
					first_name: nullableText(body, 'first_name') ?? null,
					last_name: nullableText(body, 'last_name') ?? null,
					email_verified: truth(body, 'email_verified') ?? false,
					external_id,
					metadata: mergeMetadata({}, body)
				});
				return { status: 201, json: presentUser(user) };
			}
		},
		{
			method: 'GET',
			path: '/user_management/users',
			access: 'key',
			answer({ query }) {
				onlyKnown(query.keys(), 'email', 'organization_id', ...paging);
				const email = query.get('email')?.toLowerCase();
				const organization = query.get('organization_id');
				const members = new Set(
					store.memberships
						.filter((row) => row.organization_id === organization && row.status === 'active')
						.map((row) => row.user_id)
				);
				const rows = store.users.filter(
					(user) =>
						(!email || user.email.toLowerCase() === email) &&
						(!organization || members.has(user.id))
				);
				return list(rows, query, presentUser);
			}
		},
		{
			method: 'GET',
			path: '/user_management/users/:id',
			access: 'key',
			answer: ({ params }) => ({
				status: 200,
				json: presentUser(requireUser(environment, params.id))
			})
		},
		{
			method: 'PUT',
			path: '/user_management/users/:id',
			access: 'key',
			answer({ params, body }) {
				onlyKnown(
					Object.keys(body),
					...['email', 'first_name', 'last_name', 'email_verified', 'external_id', 'metadata'],
					'locale'
				);
				const user = requireUser(environment, params.id);
				const email = text(body, 'email')?.trim();
				if (email !== undefined && !isEmail(email)) {
					throw coded(400, 'invalid_email', 'The email is not valid.');
				}
				if (email !== undefined && (userByEmail(environment, email)?.id ?? user.id) !== user.id) {
					throw coded(400, 'email_not_available', 'This email is not available.');
				}
				const external_id = externalId(body);
				requireFreeExternalId(environment, external_id, user.id);
				const changed = store.users.put({
					...user,
					email: email ?? user.email,
					first_name: text(body, 'first_name') ?? user.first_name,
					last_name: text(body, 'last_name') ?? user.last_name,
					email_verified: truth(body, 'email_verified') ?? user.email_verified,
					external_id: external_id === undefined ? user.external_id : external_id,
					locale: body.locale === undefined ? user.locale : (nullableText(body, 'locale') ?? null),
					metadata: mergeMetadata(user.metadata, body),
					updated_at: laterThan(user.updated_at, now())
				});
				return { status: 200, json: presentUser(changed) };
			}
		},
		{
			method: 'DELETE',
			path: '/user_management/users/:id',
			access: 'key',
			answer({ params }) {
				const user = requireUser(environment, params.id);
				store.users.remove(user.id);
				removeMemberships(environment, (row) => row.user_id === user.id);
				endSessions(environment, (session) => session.user_id === user.id);
				return { status: 200 };
			}
		}
	];
}
