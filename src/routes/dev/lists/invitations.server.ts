const sketches = [
	{ email: 'nora@example.test', role: 'member', state: 'pending' as const },
	{
		email: 'wilhelmina.charlotte.von.hohenstein-oettingen@a-rather-long-domain.example.test',
		role: 'project-lead',
		state: 'pending' as const
	},
	{ email: 'ian@initech.test', role: 'admin', state: 'expired' as const }
];

/** Invitations of every kind, as their list reads them. */
export const invitations = sketches.map((sketch, number) => ({
	id: `invitation_${number}`,
	...sketch,
	sent_at: `2026-03-0${9 - number}T09:00:00.000Z`,
	expires_at: `2026-03-${16 - number}T09:00:00.000Z`
}));

export const manyInvitations = Array.from({ length: 25 }, (_, number) => ({
	...invitations[number % invitations.length]!,
	id: `invitation_many_${number}`
}));
