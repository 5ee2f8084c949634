import { idOf, people, userOf } from './cast.server';

const sketches = [
	{ roles: ['admin'], status: 'active', directory_managed: false },
	{ roles: ['member'], status: 'inactive', directory_managed: true },
	{ roles: ['member', 'project-lead'], status: 'pending', directory_managed: false }
];

export const roles = [
	{ slug: 'admin', name: 'Administrator' },
	{ slug: 'member', name: 'Member' }
];

/** Somebody whose account was deleted. */
const former = {
	...{ id: idOf(310), user_id: 'user_former' },
	...{ roles: ['member'], status: 'removed', directory_managed: false },
	created_at: '2026-01-04T09:00:00.123456+00:00',
	users: {
		...{ first_name: null, last_name: null, picture: null, user_emails: null },
		gone_at: '2026-02-04T09:00:00.123456+00:00'
	}
};

/** Members of every kind, as their list reads them. */
export const members = [
	...people.map(({ id }, number) => ({
		id: idOf(300 + number),
		user_id: id,
		...sketches[number]!,
		created_at: `2026-01-0${number + 5}T09:00:00.123456+00:00`,
		users: { ...userOf(id), picture: null }
	})),
	former
];

export const manyMembers = Array.from({ length: 25 }, (_, number) => ({
	...members[number % members.length]!,
	id: idOf(400 + number)
}));
