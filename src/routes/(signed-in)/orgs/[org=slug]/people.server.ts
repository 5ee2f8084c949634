import { contains } from '$lib/contains';
import { quoted } from '$lib/keyset';
import { mostPeople, peopleOf, type Person } from '$lib/people';
import { inOrganization } from '$lib/server/organization';

/** How many of those who are found are worth showing. */
const mostFound = 20;

/** Those who are here now, to choose from: all of them, or as many as a page lets choose from. */
export async function readPeople(): Promise<Person[]> {
	const { supabase, id } = inOrganization();
	const { data } = await supabase
		.from('memberships')
		.select('user_id, users(first_name, last_name, gone_at, user_emails(email))')
		// A person may read their memberships elsewhere too.
		.eq('org_id', id)
		.eq('status', 'active')
		.limit(mostPeople)
		.throwOnError();
	return peopleOf(data);
}

/** Those who are here now and whose name has each of these words in it, or whose address it is. */
export async function findPeople(words: string): Promise<Person[]> {
	const { supabase, id } = inOrganization();
	const [address] = words.match(/\S+@\S*/) ?? [];
	const members = supabase
		.from('memberships')
		.select(
			`user_id, users!inner(first_name, last_name, gone_at, user_emails${address ? '!inner' : ''}(email))`
		)
		.eq('org_id', id)
		.eq('status', 'active')
		.limit(mostFound);

	const found = address
		? members.ilike('users.user_emails.email', contains(address))
		: words.split(/\s+/).reduce((narrowed, word) => {
				const pattern = quoted(contains(word));
				const either = `first_name.ilike.${pattern},last_name.ilike.${pattern}`;
				return narrowed.or(either, { referencedTable: 'users' });
			}, members);
	const { data } = await found.throwOnError();
	return peopleOf(data as Parameters<typeof peopleOf>[0]);
}

/**
 * Takes the names and addresses that were typed into `find.…` for the people that they mean, where a
 * list of all was too long to choose from and no script looked them up.
 *
 * @returns what is wrong with them, by the name of the field
 */
export async function takeTyped(form: FormData): Promise<Record<string, string>> {
	const problems: Record<string, string> = {};
	for (const [name, typed] of [...form]) {
		const field = name.match(/^find\.(\w+)$/)?.[1];
		const words = String(typed).trim().slice(0, 100);
		if (!field || !words) continue;

		const found = await findPeople(words);
		const [one] = found;
		if (one && found.length === 1) form.set(field, one.id);
		else if (one) problems[field] = 'Several people are called that: write their e-mail address.';
		else problems[field] = 'Nobody here is called that.';
	}
	return problems;
}
