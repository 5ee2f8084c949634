import { canRead } from './model/rights.ts';
import type { Caller } from './model/rights.ts';
import { comparable } from './contents.ts';
import type { Row, State, Table } from './model/state.ts';

/** What an answer brings along from another table, and by which columns it belongs there. */
interface Embed {
	table: Table;
	on: [theirs: string, ours: string][];
}

const inProject: Embed['on'] = [['project_id', 'id']];
const inOrganization: Embed['on'] = [['org_id', 'id']];

const embeds: Record<Table, Embed[]> = {
	organizations: [
		{ table: 'memberships', on: inOrganization },
		{ table: 'organization_settings', on: inOrganization },
		{ table: 'projects', on: inOrganization }
	],
	organization_settings: [{ table: 'organizations', on: [['id', 'org_id']] }],
	users: [
		{ table: 'user_emails', on: [['user_id', 'id']] },
		{ table: 'memberships', on: [['user_id', 'id']] }
	],
	user_emails: [{ table: 'users', on: [['id', 'user_id']] }],
	memberships: [
		{ table: 'users', on: [['id', 'user_id']] },
		{ table: 'organizations', on: [['id', 'org_id']] }
	],
	projects: [
		{ table: 'tasks', on: inProject },
		{ table: 'project_members', on: inProject },
		{ table: 'project_budgets', on: inProject },
		{ table: 'organizations', on: [['id', 'org_id']] }
	],
	project_members: [
		{ table: 'projects', on: [['id', 'project_id']] },
		{
			table: 'memberships',
			on: [
				['org_id', 'org_id'],
				['user_id', 'user_id']
			]
		}
	],
	tasks: [
		{ table: 'projects', on: [['id', 'project_id']] },
		{
			table: 'memberships',
			on: [
				['org_id', 'org_id'],
				['user_id', 'assignee_id']
			]
		}
	],
	project_budgets: [{ table: 'projects', on: [['id', 'project_id']] }],
	list_preferences: [
		{
			table: 'memberships',
			on: [
				['org_id', 'org_id'],
				['user_id', 'created_by']
			]
		}
	]
};

/** What to select of the table to get it all. */
export function selectAll(table: Table): string {
	return ['*', ...embeds[table].map((embed) => `${embed.table}(*)`)].join(',');
}

/** Rows with what they bring along, as texts to compare. */
export function expectedTexts(state: State, caller: Caller, table: Table, rows: Row[]): string[] {
	return rows
		.map((row) => {
			const parts = embeds[table].map(({ table: other, on }) => {
				const found = state.tables[other].filter(
					(child) =>
						on.every(([theirs, ours]) => row[ours] !== null && child[theirs] === row[ours]) &&
						canRead(state, caller, other, child)
				);
				return textOf(found);
			});
			return [JSON.stringify(comparable(row)), ...parts].join(' ');
		})
		.sort();
}

/** An answer in the same form. */
export function receivedTexts(table: Table, rows: Record<string, unknown>[]): string[] {
	return rows
		.map((row) => {
			const own = { ...row };
			const parts = embeds[table].map(({ table: other }) => {
				const found = own[other];
				delete own[other];
				return textOf((Array.isArray(found) ? found : [found].filter(Boolean)) as Row[]);
			});
			return [JSON.stringify(comparable(own as Row)), ...parts].join(' ');
		})
		.sort();
}

function textOf(rows: Row[]): string {
	return `[${rows.map((row) => JSON.stringify(comparable(row))).sort()}]`;
}
