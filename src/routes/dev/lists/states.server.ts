import type { Shape } from '../../(signed-in)/orgs/[org=slug]/loading';
import { invitationTable } from '../../(signed-in)/orgs/[org=slug]/members/invitation-table';
import { memberTable } from '../../(signed-in)/orgs/[org=slug]/members/member-table';
import { projectTable } from '../../(signed-in)/orgs/[org=slug]/projects/project-table';
import { people } from './cast.server';
import { found } from './found.server';
import { invitations, manyInvitations } from './invitations.server';
import { manyMembers, members, roles } from './members.server';
import { manyProjects, projects } from './projects.server';
import { openTask } from './sheet.server';
import { tasksIn, taskStates } from './task-states.server';

interface ListState<Row> extends NonNullable<Parameters<typeof found<Row>>[2]> {
	query?: string;
	place?: 'active' | 'archived' | 'trashed';
	isAdmin?: false;
}

const projectStates: Record<string, ListState<(typeof projects)[number]>> = {
	rows: { rows: projects },
	'first-use': {},
	'no-access': { isAdmin: false },
	'no-match': { query: 'q=zeppelin' },
	'filtered-out': { query: 'status=paused&visibility=private&due=week' },
	failed: { failed: true },
	'failed-filtered': { query: 'status=paused', failed: true },
	large: { rows: manyProjects, pages: true, count: 24_310 },
	'archive-empty': { query: 'in=archived', place: 'archived' },
	'trash-empty': { query: 'in=trashed', place: 'trashed' }
};

const memberStates: Record<string, ListState<(typeof members)[number]>> = {
	rows: { rows: members },
	'filtered-out': { query: 'role=admin&status=removed' },
	failed: { failed: true },
	'failed-filtered': { query: 'role=admin', failed: true },
	large: { rows: manyMembers, pages: true, count: 24_310 }
};

const invitationStates: Record<string, ListState<(typeof invitations)[number]>> = {
	rows: { rows: invitations },
	'first-use': {},
	'no-match': { query: 'q=zeppelin' },
	'filtered-out': { query: 'role=admin&state=expired' },
	failed: { failed: true },
	large: { rows: manyInvitations, pages: true, count: 310 }
};

const project = { ...projects[1]!, lead_id: 'user_max' };
const budget = { amount: 12_000, spent: 9500, currency: 'EUR', updated_at: project.updated_at };
// It is the list of tasks once more: what differs around it, and some of what does not.
const inProject = [
	...['rows', 'first-use', 'no-match', 'filtered-out', 'failed', 'large', 'conflict'],
	...['selection', 'archive-empty', 'trash-empty', 'sheet', 'sheet-editing']
];
const ofProject = Object.entries(taskStates).filter(([name]) => inProject.includes(name));

/** The address of each state of each list, from the page that shows them all. */
export const addresses = [
	...addressesOf('tasks', Object.entries(taskStates)),
	...addressesOf('projects', Object.entries(projectStates)),
	...addressesOf('members', Object.entries(memberStates)),
	...addressesOf('invitations', Object.entries(invitationStates)),
	...addressesOf('project', ofProject),
	{ list: 'overview', state: 'loading', path: 'overview/loading' },
	{ list: 'form', state: 'loading', path: 'form/loading' }
];

function addressesOf(list: string, states: [string, { query?: string; sheet?: unknown }][]) {
	const all = states.map(([state, { query, sheet }]) => {
		const path = `${list}/${state}${sheet ? `/${openTask.id}` : ''}`;
		return { list, state, path: query ? `${path}?${query}` : path };
	});
	return [...all, { list, state: 'loading', path: `${list}/loading` }].concat(
		list === 'tasks'
			? { list, state: 'sheet-loading', path: `tasks/sheet-loading/${openTask.id}` }
			: []
	);
}

/** What is shown at such an address; null where there is no such state. */
export function shownAt(list: string, name: string, address: URLSearchParams) {
	if (!addresses.some((one) => one.list === list && one.state === name)) return null;
	if (name === 'loading' || name === 'sheet-loading') {
		return { list: 'loading' as const, shape: list as Shape };
	}
	if (list === 'tasks') return { list: 'tasks' as const, ...tasksIn(taskStates[name]!, address) };
	if (list === 'project') {
		const shown = tasksIn(taskStates[name]!, address);
		return {
			...{ list: 'project' as const, ...shown },
			data: { ...shown.data, project, members: people, budget }
		};
	}
	if (list === 'projects') {
		const { place = 'active', ...state } = projectStates[name]!;
		return {
			list: 'projects' as const,
			data: { place, list: found(projectTable, address, state) }
		};
	}
	if (list === 'invitations') {
		const invited = found(invitationTable, address, invitationStates[name]!);
		return {
			list: 'invitations' as const,
			data: { list: invited, roles, isCut: name === 'large' }
		};
	}
	const state = memberStates[name]!;
	return { list: 'members' as const, data: { list: found(memberTable, address, state), roles } };
}

/** Whether the person who looks at it is an admin. */
export function isAdminAt(list: string, name: string): boolean {
	const states = list === 'tasks' ? taskStates : list === 'projects' ? projectStates : {};
	return states[name]?.isAdmin ?? true;
}
