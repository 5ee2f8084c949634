import { nameOf } from '$lib/people';
import { inOrganization } from '$lib/server/organization';
import * as z from 'zod';

/** An event as the database has it. */
export interface Stored {
	id: string;
	at: string;
	actor_id: string | null;
	impersonator: string | null;
	kind: string;
	resource: string;
	resource_id: string;
	changes: unknown;
}

/** A field with what it held before and after. */
export interface Difference {
	field: string;
	before: unknown;
	after: unknown;
}

/** An event as pages show it. */
export interface AuditEvent extends Omit<Stored, 'changes' | 'actor_id'> {
	actor: { id: string; name: string } | null;
	/** What the thing is called, where anybody still knows. */
	name: string | null;
	/** Set where there is a page of it. */
	link: { kind: 'task' | 'project' | 'member'; id: string } | null;
	changes: Difference[];
}

/** What ids that stand in events are called. */
export type Names = Record<string, string>;

export const eventColumns =
	'id, at, actor_id, impersonator, kind, resource, resource_id, changes' as const;

/** Columns that hold the id of a person, a project or a task. */
const people = ['assignee_id', 'lead_id', 'created_by', 'user_id'];
const projects = ['project_id'];

/** Of the key of a row, and of who made it, the rest of the event tells. */
const leftOut = ['id', 'created_at', 'created_by', 'updated_at', 'done_at'];

const pairs = z.record(z.string(), z.tuple([z.unknown(), z.unknown()])).catch({});

function differencesIn(changes: unknown): Difference[] {
	return Object.entries(pairs.parse(changes))
		.filter(([field]) => !leftOut.includes(field))
		.map(([field, [before, after]]) => ({ field, before, after }));
}

/** The ids of what an event is about: a project and a person where it is both. */
function subjectOf({ resource, resource_id }: Stored): {
	task?: string;
	project?: string;
	person?: string;
} {
	const [first = '', second = ''] = resource_id.split('/');
	switch (resource) {
		case 'tasks':
			return { task: first };
		case 'projects':
		case 'project_budgets':
			return { project: first };
		case 'project_members':
			return { project: first, person: second };
		case 'memberships':
		case 'users':
		case 'list_preferences':
		case 'impersonations':
			return { person: first };
		default:
			return {};
	}
}

/**
 * Adds to events what is named in them: who did it, what it was done to, and the people and projects
 * that stand in what changed. Embedded in the question for the events it would cost more than they do,
 * and what is gone could not be had like that: see docs/decisions/0007.
 */
export async function told(stored: Stored[]): Promise<{ events: AuditEvent[]; names: Names }> {
	const subjects = stored.map(subjectOf);
	const mentioned = (fields: string[]) =>
		stored.flatMap(({ changes }) =>
			differencesIn(changes)
				.filter(({ field }) => fields.includes(field))
				.flatMap(({ before, after }) => [before, after])
		);
	const [users, known, tasks] = await Promise.all([
		readUsers([
			...stored.map(({ actor_id }) => actor_id),
			...subjects.map(({ person }) => person),
			...mentioned(people)
		]),
		readProjects([...subjects.map(({ project }) => project), ...mentioned(projects)]),
		readTasks(subjects.map(({ task }) => task))
	]);

	const events = stored.map((event, index) => {
		const { task, project, person } = subjects[index]!;
		const { id, at, impersonator, kind, resource, resource_id, actor_id } = event;
		const link =
			task && tasks[task]
				? { kind: 'task' as const, id: task }
				: project && known[project]
					? { kind: 'project' as const, id: project }
					: person && users[person]
						? { kind: 'member' as const, id: person }
						: null;
		const found = [tasks[task ?? ''], known[project ?? ''], users[person ?? '']].filter(Boolean);
		return {
			...{ id, at, impersonator, kind, resource, resource_id, link },
			actor: actor_id ? { id: actor_id, name: users[actor_id] ?? nameOf(null) } : null,
			name: found.join(': ') || nameWithin(event.changes),
			changes: differencesIn(event.changes)
		};
	});
	return { events, names: { ...users, ...known } };
}

/** What is gone is called as it was when this happened to it. */
function nameWithin(changes: unknown): string | null {
	const { title, name, email } = pairs.parse(changes);
	const [before, after] = title ?? name ?? email ?? [];
	const found = after ?? before;
	return typeof found === 'string' ? found : null;
}

/** Each once, and only what may be an id: a log outlives how ids once looked. */
const ids = (all: unknown[], pattern: RegExp): string[] => [
	...new Set(all.filter((id): id is string => typeof id === 'string' && pattern.test(id)))
];

const userId = /^user_\w{1,60}$/;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

async function readUsers(all: unknown[]): Promise<Names> {
	const wanted = ids(all, userId);
	if (wanted.length === 0) return {};
	const { data } = await inOrganization()
		.supabase.from('users')
		.select('id, first_name, last_name, gone_at, user_emails(email)')
		.in('id', wanted)
		.throwOnError();
	return Object.fromEntries(data.map((user) => [user.id, nameOf(user)]));
}

async function readProjects(all: unknown[]): Promise<Names> {
	const wanted = ids(all, uuid);
	if (wanted.length === 0) return {};
	const { data } = await inOrganization()
		.supabase.from('projects')
		.select('id, name')
		.in('id', wanted)
		.throwOnError();
	return Object.fromEntries(data.map(({ id, name }) => [id, name]));
}

async function readTasks(all: unknown[]): Promise<Names> {
	const wanted = ids(all, uuid);
	if (wanted.length === 0) return {};
	const { data } = await inOrganization()
		.supabase.from('tasks')
		.select('id, title')
		.in('id', wanted)
		.throwOnError();
	return Object.fromEntries(data.map(({ id, title }) => [id, title]));
}
