import fc from 'fast-check';

/** One of the two people of a history. */
type Who = 0 | 1;

/** What happens in WorkOS. What is not possible as things are does not happen. */
export type Change =
	| { does: 'join'; who: Who; role: Role }
	| { does: 'role'; who: Who; role: Role }
	| { does: 'pause' | 'resume' | 'leave' | 'rename' | 'delete'; who: Who }
	| { does: 'rename organization' }
	| { does: 'delete organization' };

type Role = 'admin' | 'member';

export type Step =
	| Change
	/** One of the webhooks under way arrives; `again` leaves it under way as well, `old` lets a deletion bear an old time. */
	| { does: 'arrive'; which: number; again: boolean; old: boolean }
	| { does: 'lose'; which: number }
	| { does: 'sign in'; who: Who }
	/** The sync begins and nobody waits for it. */
	| { does: 'sync' };

const who = fc.constantFrom(0 as const, 1 as const);
const role = fc.constantFrom('admin' as const, 'member' as const);
const which = fc.nat(20);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ does: fc.constant('join' as const), who, role }) },
	{ weight: 3, arbitrary: fc.record({ does: fc.constant('role' as const), who, role }) },
	{
		weight: 5,
		arbitrary: fc.record({
			does: fc.constantFrom(
				'pause' as const,
				'resume' as const,
				'leave' as const,
				'leave' as const
			),
			who
		})
	},
	{ weight: 1, arbitrary: fc.record({ does: fc.constant('rename' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ does: fc.constant('rename organization' as const) }) },
	{
		weight: 8,
		arbitrary: fc.record({
			does: fc.constant('arrive' as const),
			which,
			again: fc.boolean(),
			old: fc.boolean()
		})
	},
	{ weight: 2, arbitrary: fc.record({ does: fc.constant('lose' as const), which }) },
	{ weight: 2, arbitrary: fc.record({ does: fc.constant('sign in' as const), who }) },
	{ weight: 2, arbitrary: fc.record({ does: fc.constant('sync' as const) }) }
);

/** Ends are rare and come once, so that there is something before and after them. */
const ending: fc.Arbitrary<Step[]> = fc.oneof(
	{ weight: 6, arbitrary: fc.constant<Step[]>([]) },
	{ weight: 1, arbitrary: who.map((who): Step[] => [{ does: 'delete', who }]) },
	{ weight: 1, arbitrary: fc.constant<Step[]>([{ does: 'delete organization' }]) }
);

export const steps: fc.Arbitrary<Step[]> = fc
	.tuple(fc.array(step, { minLength: 4, maxLength: 14 }), ending, fc.array(step, { maxLength: 4 }))
	.map((parts) => parts.flat());
