/**
 * The cast: people and organizations of the demo data. Tests may read them and never change them.
 * `supabase/seed.sql` repeats these ids, and a test holds the two together.
 */
export const organizations = {
	acme: { id: 'org_01J0000000000000000000ACME', name: 'Acme', slug: 'acme' },
	globex: { id: 'org_01J00000000000000000G10BEX', name: 'Globex', slug: 'globex' },
	initech: { id: 'org_01J00000000000000001N1TECH', name: 'Initech', slug: 'initech' }
} as const;

export const people = {
	ada: {
		id: 'user_01J00000000000000000000ADA',
		email: 'ada@acme.test',
		firstName: 'Ada',
		lastName: 'Admin'
	},
	max: {
		id: 'user_01J00000000000000000000MAX',
		email: 'max@acme.test',
		firstName: 'Max',
		lastName: 'Member'
	},
	grace: {
		id: 'user_01J000000000000000000GRACE',
		email: 'grace@globex.test',
		firstName: 'Grace',
		lastName: 'Globex'
	},
	nora: {
		id: 'user_01J0000000000000000000N0RA',
		email: 'nora@example.test',
		firstName: 'Nora',
		lastName: 'New'
	},
	ian: {
		id: 'user_01J000000000000000000001AN',
		email: 'ian@initech.test',
		firstName: 'Ian',
		lastName: 'Initech'
	}
} as const;

export const memberships = [
	{ id: 'om_01J0000000000000000ADAACME', person: 'ada', organization: 'acme', role: 'admin' },
	{ id: 'om_01J00000000000000ADAG10BEX', person: 'ada', organization: 'globex', role: 'member' },
	{ id: 'om_01J0000000000000000MAXACME', person: 'max', organization: 'acme', role: 'member' },
	{ id: 'om_01J000000000000GRACEG10BEX', person: 'grace', organization: 'globex', role: 'admin' },
	{ id: 'om_01J00000000000001AN1N1TECH', person: 'ian', organization: 'initech', role: 'admin' }
] as const;

/** When the cast joined, the same in WorkOS' stand-in and in the mirror. */
export const joinedAt = '2026-01-05T09:00:00.000Z';
