import { unique } from '../fixtures.ts';
import { newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import type { Table } from './rights.ts';

type Values = Record<string, unknown>;

/** A row that is there, how to find it, and what somebody might want to make of it. */
export interface Present {
	key: Values;
	patch: Values;
}

/** A row that is not there yet, and how to find it if it came to be. */
export interface Wanted {
	key: Values;
	values: Values;
}

/** A row of the company that neither of those who try is or made, so that only rights count. */
export async function presentRow(table: Table, company: Company): Promise<Present> {
	const { organization, colleague, admin } = company;
	switch (table) {
		case 'organizations':
			return { key: { id: organization.id }, patch: { name: 'Taken over' } };
		case 'organization_settings':
			return { key: { org_id: organization.id }, patch: { time_zone: 'Asia/Tokyo' } };
		case 'users':
			return { key: { id: colleague.id }, patch: { first_name: 'Mallory' } };
		case 'user_emails':
			return { key: { user_id: colleague.id }, patch: { email: 'mallory@example.test' } };
		case 'memberships':
			return {
				key: { org_id: organization.id, user_id: colleague.id },
				patch: { roles: ['admin'] }
			};
		case 'projects': {
			const { id } = await newProject(admin);
			return { key: { id }, patch: { name: `Renamed ${unique()}` } };
		}
		case 'project_members': {
			const project = await newProject(admin, { lead_id: colleague.id });
			return {
				key: { project_id: project.id, user_id: colleague.id },
				patch: { created_at: '2020-01-01T00:00:00+00:00' }
			};
		}
		case 'tasks': {
			const { id } = await newTask(admin, await newProject(admin));
			return { key: { id }, patch: { title: `Changed ${unique()}` } };
		}
		case 'project_budgets': {
			const { id } = await newProject(admin);
			await admin.supabase
				.from('project_budgets')
				.insert({ project_id: id, amount: 1000 })
				.throwOnError();
			return { key: { project_id: id }, patch: { spent: 999 } };
		}
	}
}

/** A row that somebody may want to add to the company. */
export async function wantedRow(table: Table, company: Company): Promise<Wanted> {
	const { organization, colleague, admin } = company;
	const at = '2026-01-05T09:00:00Z';
	switch (table) {
		case 'organizations': {
			const key = { id: `org_${unique()}` };
			return { key, values: { ...key, name: 'Unwanted' } };
		}
		case 'organization_settings': {
			const key = { org_id: `org_${unique()}` };
			return { key, values: key };
		}
		case 'users': {
			const key = { id: `user_${unique()}` };
			return { key, values: { ...key, first_name: 'Mallory' } };
		}
		case 'user_emails': {
			const key = { user_id: `user_${unique()}` };
			return { key, values: { ...key, email: 'mallory@example.test' } };
		}
		case 'memberships': {
			const key = { id: `om_${unique()}` };
			const whose = { org_id: organization.id, user_id: `user_${unique()}` };
			const what = { roles: ['admin'], status: 'active', created_at: at, updated_at: at };
			return { key, values: { ...key, ...whose, ...what } };
		}
		case 'projects': {
			const key = { name: `Wanted ${unique()}` };
			return { key, values: key };
		}
		case 'project_members': {
			const { id } = await newProject(admin);
			const key = { project_id: id, user_id: colleague.id };
			return { key, values: key };
		}
		case 'tasks': {
			const { id } = await newProject(admin);
			const key = { title: `Wanted ${unique()}` };
			return { key, values: { ...key, project_id: id } };
		}
		case 'project_budgets': {
			const { id } = await newProject(admin);
			return { key: { project_id: id }, values: { project_id: id, amount: 1000 } };
		}
	}
}

/** Tables whose rows a request can add to, and which belong to one organization. */
export function isTenantTable(table: Table): boolean {
	return ['projects', 'project_members', 'tasks', 'project_budgets'].includes(table);
}
