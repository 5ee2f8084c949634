/** What the mirror knows about somebody. */
export interface Known {
	first_name: string | null;
	last_name: string | null;
	/** Since when their account is no more, and with it their name. */
	gone_at: string | null;
	user_emails?: { email: string } | null;
}

/** How many people a page lets choose from. In an organization with more, the others are found by name. */
export const mostPeople = 200;

/** Somebody to choose from a list. */
export interface Person {
	id: string;
	name: string;
}

/** Somebody whose account is no more, or who left and of whom we may not know more. */
export const formerMember = 'Former member';

/** How to call somebody; people who never gave a name go by their e-mail address. */
export function nameOf(user: Known | null | undefined): string {
	if (!user || user.gone_at) return formerMember;
	const name = [user.first_name, user.last_name].filter(Boolean).join(' ');
	return name || user.user_emails?.email || 'Somebody without a name';
}

/** How to call whoever is signed in. */
export function nameOfSelf(person: {
	firstName: string | null;
	lastName: string | null;
	email: string | null;
}): string {
	return [person.firstName, person.lastName].filter(Boolean).join(' ') || (person.email ?? 'You');
}

/** How to call somebody who is not among the people to choose from: most likely they left. */
export const otherThan = (people: unknown[]) =>
	people.length < mostPeople ? formerMember : 'Somebody else';

/** The people of these memberships, each once, by name. */
export function peopleOf(memberships: { user_id: string; users: Known | null }[]): Person[] {
	const people = memberships.map(({ user_id, users }) => ({ id: user_id, name: nameOf(users) }));
	return [...new Map(people.map((person) => [person.id, person])).values()].sort((one, other) =>
		one.name.localeCompare(other.name, 'en')
	);
}
