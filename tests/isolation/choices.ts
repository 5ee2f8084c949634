import type { Pick, Values } from './operation.ts';
import { newCanary } from './canaries.ts';
import type { Row, Table, Token, Value } from './model/state.ts';
import type { World } from './world.ts';

/* What the small numbers of an operation mean at this moment: the values that are written. */

/** The rows that an insert sends; all with the same columns. */
export function newRows(world: World, token: Token | null, table: Table, list: Values[]): Row[] {
	const [first] = list;
	return list.map((values) => {
		const person = personOf(world, token, values.person);
		const due: Row = first && first.choice % 3 === 0 ? { due_on: dueOn(values) } : {};
		const named = (column: string): Row => (first?.person ? { [column]: person } : {});
		const bad = first ? forbidden(world, token, table, first) : {};
		switch (table) {
			case 'projects': {
				const visibility = values.isPrivate ? 'private' : 'org';
				return { name: text(values), visibility, ...named('lead_id'), ...due, ...bad };
			}
			case 'tasks': {
				const project_id = projectOf(world, token, values.project);
				const task = { project_id, title: text(values), status: statusOf(values) };
				const more = first && first.choice % 2 === 0 ? depthOf(values) : {};
				return { ...task, ...more, ...named('assignee_id'), ...due, ...bad };
			}
			case 'project_members': {
				const user_id = person ?? world.people[0] ?? '';
				return { project_id: projectOf(world, token, values.project), user_id, ...bad };
			}
			case 'project_budgets': {
				const amount = values.isInvalid ? -1 : values.choice;
				return { project_id: projectOf(world, token, values.project), amount, ...bad };
			}
			case 'list_preferences':
				return { list: listOf(values), settings: { note: text(values) }, ...bad };
			default:
				return changes(world, token, table, first ?? values);
		}
	});
}

/** The columns that an update sends. */
export function changes(world: World, token: Token | null, table: Table, values: Values): Row {
	const person = personOf(world, token, values.person);
	const project_id = projectOf(world, token, values.project);
	const all: Record<Table, Row[]> = {
		organizations: [{ name: text(values) }, { slug: 'taken' }],
		organization_settings: [
			{ time_zone: values.isInvalid ? 'Nowhere/Else' : 'Asia/Tokyo' },
			{ time_zone: 'Europe/Berlin' }
		],
		users: [{ first_name: text(values) }],
		user_emails: [{ email: text(values) }],
		memberships: [{ status: 'active' }, { roles: ['admin'] }],
		projects: [
			{ visibility: values.isPrivate ? 'private' : 'org' },
			{ lead_id: person },
			{ name: text(values) },
			{ status: 'paused' },
			{ due_on: dueOn(values) },
			{ archived: values.isPrivate },
			{ trashed: values.isPrivate }
		],
		project_members: [{ visibility: 'org' }, { user_id: person ?? '' }, { project_id }],
		tasks: [
			{ title: text(values) },
			{ project_id },
			{ assignee_id: person },
			{ status: statusOf(values) },
			{ due_on: dueOn(values), priority: 'high' },
			depthOf(values),
			{ archived: values.isPrivate },
			{ trashed: values.isPrivate },
			{ trashed: true, title: text({ ...values, isInvalid: false }) }
		],
		project_budgets: [
			{ amount: values.isInvalid ? -1 : values.choice },
			{ spent: values.choice },
			{ currency: 'CHF' },
			{ project_id }
		],
		list_preferences: [{ settings: { note: text(values) } }, { list: listOf(values) }]
	};
	return { ...at(all[table], values.choice), ...forbidden(world, token, table, values) };
}

/** The element with this number, counted round and round. */
export function at<T>(list: readonly T[], n: number): T | undefined {
	return list[n % Math.max(list.length, 1)];
}

/** What no request may name, whoever's it is: half of the time it is even true. */
function forbidden(world: World, token: Token | null, table: Table, values: Values): Row {
	const { forbidden, choice, isPrivate } = values;
	const own = isPrivate ? token : null;
	const id = { id: crypto.randomUUID() };
	const tenant = { org_id: own?.organization ?? at(world.organizations, choice) ?? '' };
	const author = { created_by: own?.session.person ?? at(world.people, choice) ?? '' };
	const copy = { visibility: 'org' };
	const all: Partial<Record<Table, Row[]>> = {
		projects: [tenant, author, id],
		project_members: [tenant, author, copy],
		tasks: [tenant, author, copy, id],
		project_budgets: [tenant, author],
		list_preferences: [tenant, author]
	};
	return forbidden === null ? {} : (at(all[table] ?? [], forbidden) ?? {});
}

/** The rows to choose from; all where none is of the token's organization. */
export function candidates(world: World, token: Token | null, table: Table, own: boolean): Row[] {
	const rows = world.state.tables[table];
	const organization = token?.organization;
	const mine = rows.filter((row) => row.org_id === organization || row.id === organization);
	return own && mine.length > 0 ? mine : rows;
}

function projectOf(world: World, token: Token | null, { own, n }: Pick): string {
	const project = at(candidates(world, token, 'projects', own), n);
	return String(project?.id ?? '00000000-0000-4000-8000-000000000000');
}

function personOf(world: World, token: Token | null, pick: Pick | null): string | null {
	if (!pick) return null;
	const colleagues = candidates(world, token, 'memberships', pick.own);
	const person = pick.own ? at(colleagues, pick.n)?.user_id : at(world.people, pick.n);
	return String(person ?? world.people[0]);
}

function text({ isInvalid }: Values): string {
	return isInvalid ? '' : `Text ${newCanary()}`;
}

/** What a task says beside its title. */
function depthOf(values: Values): Row {
	const { choice, isInvalid } = values;
	return {
		description: `More ${newCanary()}`,
		labels: isInvalid ? [''] : ['Label', `Label ${newCanary()}`].slice(0, 1 + (choice % 2)),
		estimate: isInvalid ? -1 : choice
	};
}

function listOf({ choice, isInvalid }: Values): string {
	return isInvalid ? '' : (at(['tasks', 'projects', 'members'], choice) ?? 'tasks');
}

function statusOf({ choice }: Values): Value {
	return at(['todo', 'in_progress', 'done'], choice) ?? 'todo';
}

function dueOn({ choice }: Values): Value {
	return at([null, '2001-01-01', '2999-01-01'], choice) ?? null;
}
