/** Who looks at the states, when, and at what. All of it is made up, and the same every time. */
export const viewer = {
	organization: { id: 'org_acme', name: 'Acme', slug: 'acme', picture: null },
	organizations: [{ name: 'Acme', slug: 'acme', picture: null }],
	person: {
		id: 'user_ada',
		firstName: 'Ada',
		lastName: 'Admin',
		email: 'ada@acme.test',
		picture: null
	},
	isAdmin: true,
	impersonation: null,
	impersonator: null,
	signInAge: 'recent' as const,
	lacksAdmin: false,
	promoted: false,
	locale: 'en-GB',
	zone: 'Europe/Berlin',
	timeZone: 'Europe/Berlin',
	today: '2026-03-10',
	now: '2026-03-10T09:00:00.000Z',
	path: '/dev/lists'
};

export const people = [
	{ id: 'user_ada', name: 'Ada Admin' },
	{ id: 'user_max', name: 'Max Member' },
	{ id: 'user_wilhelmina', name: 'Wilhelmina Charlotte von Hohenstein-Oettingen' }
];

/** A row's id: the same for the same number. */
export const idOf = (number: number) =>
	`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const projects = [
	{ id: idOf(901), name: 'Website relaunch', status: 'active', state: 'active' },
	{ id: idOf(902), name: 'Payroll migration', status: 'active', state: 'active' },
	{
		id: idOf(903),
		name: 'Consolidation of all regional warehouses and their suppliers into one programme',
		status: 'paused',
		state: 'active'
	}
];

/** What the mirror knows about somebody, in the form in which lists embed it. */
export function userOf(id: string) {
	const [first_name = '', ...rest] = people.find((one) => one.id === id)!.name.split(' ');
	return {
		...{ first_name, last_name: rest.join(' '), gone_at: null },
		user_emails: { email: `${id}@acme.test` }
	};
}
