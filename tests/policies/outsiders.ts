import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import {
	as,
	deactivate,
	join,
	leave,
	newOrganization,
	newPerson,
	service,
	signIn,
	unique,
	withToken
} from '../fixtures.ts';
import type { Organization, Supabase } from '../fixtures.ts';
import { stack } from '../stack.ts';
import { newSpeaker } from './company.ts';

/**
 * Everybody who has no business in an organization and yet asks its Data API. Those who were in it
 * were admins, and their tokens still say so.
 */
export async function outsidersOf(organization: Organization): Promise<Record<Outsider, Supabase>> {
	const [stranger, nowhere, removed, paused, signedOut, supabaseUser] = await Promise.all([
		newOrganization().then((theirs) => newSpeaker(theirs, 'admin')),
		newPerson().then((person) => as(person)),
		removedAdmin(organization),
		pausedAdmin(organization),
		signedOutAdmin(organization),
		userOfSupabaseAuth()
	]);
	return {
		'somebody who is not signed in': withToken(null),
		'a person without an organization': nowhere,
		'an admin of another organization': stranger.supabase,
		'a removed admin': removed,
		'a paused admin': paused,
		'an admin who signed out': signedOut,
		'a user of Supabase Auth': supabaseUser
	};
}

export const outsiders = [
	'somebody who is not signed in',
	'a person without an organization',
	'an admin of another organization',
	'a removed admin',
	'a paused admin',
	'an admin who signed out',
	'a user of Supabase Auth'
] as const;

export type Outsider = (typeof outsiders)[number];

async function removedAdmin(organization: Organization): Promise<Supabase> {
	const person = await newPerson();
	await join(person, organization, 'admin');
	const supabase = await as(person, organization);
	await leave(person, organization);
	return supabase;
}

async function pausedAdmin(organization: Organization): Promise<Supabase> {
	const person = await newPerson();
	await join(person, organization, 'admin');
	const supabase = await as(person, organization);
	await deactivate(person, organization);
	return supabase;
}

async function signedOutAdmin(organization: Organization): Promise<Supabase> {
	const person = await newPerson();
	await join(person, organization, 'admin');
	const { sid, accessToken } = await signIn(person, organization);
	const proof = { sid, secret_hash: unique() };
	await service
		.rpc('session_start', { ...proof, user_id: person.id, sealed: 'sealed' })
		.throwOnError();
	await service.rpc('session_end', proof).throwOnError();
	return withToken(accessToken);
}

/** Supabase Auth cannot be switched off, so its own tokens must be harmless. */
export async function userOfSupabaseAuth(): Promise<Supabase> {
	return withToken(await tokenOfSupabaseAuth());
}

export function tokenOfSupabaseAuth(): Promise<string> {
	return new SignJWT({
		role: 'authenticated',
		aal: 'aal1',
		session_id: randomUUID(),
		is_anonymous: false,
		app_metadata: { provider: 'email', providers: ['email'] },
		user_metadata: {}
	})
		.setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
		.setIssuer(`${stack.env.PUBLIC_SUPABASE_URL}/auth/v1`)
		.setSubject(randomUUID())
		.setAudience('authenticated')
		.setIssuedAt()
		.setExpirationTime('5m')
		.sign(Buffer.from(stack.jwtSecret));
}
