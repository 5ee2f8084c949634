import { mostPeople, peopleOf } from '$lib/people';
import { readList } from '$lib/server/list';
import { defaultsActions, defaultsIn } from '$lib/server/list-defaults';
import { inOrganization, requireAdmin } from '$lib/server/organization';
import { readState } from '$lib/table/list-state';
import { auditTable } from './audit-table';
import { eventColumns, told, type Difference } from './events.server';

const person = 'users(first_name, last_name, gone_at, user_emails(email))';

/** Characters of a value that a list shows. */
const shown = 80;

export async function load({ url, parent }) {
	// First, since it may throw: nobody would wait for what was asked for before it.
	const { supabase } = inOrganization();
	const beside = readBeside(url);
	const [, list, { people }] = await Promise.all([
		requireAdmin(),
		readList(auditTable, {
			url,
			saved: beside.then(({ saved }) => saved),
			size: beside.then(({ size }) => size),
			calendar: parent,
			rows: () => supabase.from('audit_events').select(eventColumns)
		}),
		beside
	]);
	const { events, names } = await told(list.rows);
	const rows = events.map((event) => ({ ...event, changes: event.changes.map(shortened) }));
	return { title: 'Audit log', list: { ...list, rows }, names, people };
}

/** What the list has to know beside its rows, in one question. */
async function readBeside({ searchParams }: URL) {
	const { supabase, id, token } = inOrganization();
	const { who } = readState(auditTable, searchParams).filters;
	const wanted = who?.kind === 'choice' ? who.values : [];
	const { data } = await supabase
		.from('organizations')
		.select(
			`event_size, memberships(user_id, ${person}), wanted:memberships(user_id, ${person}),
			mine:memberships(list_preferences(settings))`
		)
		.eq('id', id)
		.eq('memberships.status', 'active')
		.limit(mostPeople, { referencedTable: 'memberships' })
		.in('wanted.user_id', [token.userId, ...wanted])
		.eq('mine.user_id', token.userId)
		.eq('mine.list_preferences.list', auditTable.name)
		.maybeSingle()
		.throwOnError();
	return {
		people: peopleOf([...(data?.wanted ?? []), ...(data?.memberships ?? [])]),
		size: data?.event_size ?? 0,
		saved: defaultsIn(data?.mine[0]?.list_preferences[0])
	};
}

function shortened({ field, before, after }: Difference): Difference {
	return { field, before: cut(before), after: cut(after) };
}

function cut(value: unknown): unknown {
	const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
	if (text.length <= shown) return value;
	return `${[...text.slice(0, shown)].join('')}…`;
}

export const actions = defaultsActions(auditTable);
