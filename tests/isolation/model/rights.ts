import { rowOf } from './state.ts';
import type { Row, State, Table, Token } from './state.ts';

/*
 * Who may read and write which rows, after the table of rights in the design. It knows nothing of
 * policies, and asks nobody but the model.
 */

/** Whom a token still stands for. */
export interface Caller {
	/** Null once the session has ended. */
	person: string | null;
	/** Null unless the person is an active member of it, as far as the mirror knows. */
	organization: string | null;
	isAdmin: boolean;
	isImpersonated: boolean;
}

/** What a token still means: what it claims, as far as it is still so. */
export function callerOf(state: State, token: Token): Caller {
	const { session, organization, roles } = token;
	const person = session.hasEnded ? null : session.person;
	const membership = membershipOf(state, token);
	const isMember = person !== null && membership?.status === 'active';
	return {
		person,
		organization: isMember && !isGone(state, organization) ? organization : null,
		isAdmin: isMember && roles.includes('admin') && rolesOf(membership).includes('admin'),
		isImpersonated: session.impersonator !== null
	};
}

/** The person's row in the organization of the token, whatever it says. */
export function membershipOf(state: State, { session, organization }: Token): Row | undefined {
	return rowOf(state, 'memberships', { org_id: organization, user_id: session.person });
}

/** The roles that a membership has. */
export function rolesOf(membership: Row | undefined): string[] {
	return Array.isArray(membership?.roles) ? membership.roles : [];
}

/** Whether an organization is gone, as far as the mirror knows. */
export function isGone(state: State, id: string | null): boolean {
	return rowOf(state, 'organizations', { id })?.gone_at !== null;
}

/** Whether the row may be read. */
export function canRead(state: State, caller: Caller, table: Table, row: Row): boolean {
	const { person, organization, isAdmin } = caller;
	const isHere = organization !== null && row.org_id === organization;
	switch (table) {
		case 'organizations':
			return isActive(state, row.id, person) && row.gone_at === null;
		case 'organization_settings':
			return isHere;
		case 'users': {
			const status = statusOf(state, organization, row.id);
			return isSame(row.id, person) || (status !== null && (status !== 'pending' || isAdmin));
		}
		case 'user_emails': {
			const status = statusOf(state, organization, row.user_id);
			const isPresent = status === 'active' || (isAdmin && status !== null && status !== 'removed');
			return isSame(row.user_id, person) || isPresent;
		}
		case 'memberships': {
			const isOwn = isSame(row.user_id, person);
			return row.status === 'active' ? isHere || isOwn : isHere && isAdmin;
		}
		case 'projects':
			return seesProject(state, caller, row.id);
		case 'project_members':
		case 'tasks':
			return isHere && seesProject(state, caller, row.project_id);
		case 'project_budgets':
			return isHere && isAdmin;
		case 'list_preferences':
			return isHere && isSame(row.created_by, person);
	}
}

/** Whether the project is one that the caller sees. */
export function seesProject(state: State, caller: Caller, id: Row[string] | undefined): boolean {
	const { person, organization, isAdmin } = caller;
	if (organization === null || typeof id !== 'string') return false;
	const project = rowOf(state, 'projects', { id, org_id: organization });
	if (!project) return false;
	const belongs = rowOf(state, 'project_members', { project_id: id, user_id: person });
	return isAdmin || project.visibility === 'org' || belongs !== undefined;
}

/** Whether the row may be changed. */
export function canChange(state: State, caller: Caller, table: Table, row: Row): boolean {
	if (caller.organization === null || row.org_id !== caller.organization) return false;
	if (caller.isImpersonated) return false;
	if (table === 'list_preferences') return isSame(row.created_by, caller.person);
	if (!mayTrash(caller, table, row)) return false;
	if (table === 'projects') return caller.isAdmin || isSame(row.lead_id, caller.person);
	return table === 'tasks' ? seesProject(state, caller, row.project_id) : caller.isAdmin;
}

/** Whether a row that is in the trash is the caller's to put there and to bring back. */
function mayTrash({ isAdmin, person }: Caller, table: Table, row: Row): boolean {
	return row.trashed !== true || isAdmin || (table === 'tasks' && isSame(row.created_by, person));
}

/** Whether the row may be deleted. */
export function canDelete(state: State, caller: Caller, table: Table, row: Row): boolean {
	if (caller.organization === null || row.org_id !== caller.organization) return false;
	if (caller.isImpersonated) return false;
	const isAuthor = isSame(row.created_by, caller.person);
	if (table === 'list_preferences') return isAuthor;
	const isOwnTask = table === 'tasks' && isAuthor;
	return caller.isAdmin || (isOwnTask && seesProject(state, caller, row.project_id));
}

/** Whether a row like this may be created. */
export function canCreate(state: State, caller: Caller, table: Table, row: Row): boolean {
	if (caller.organization === null || row.org_id !== caller.organization) return false;
	if (caller.isImpersonated) return false;
	if (table === 'list_preferences') return true;
	// Where an admin names a project of another organization, it is the key that refuses.
	return caller.isAdmin || (table === 'tasks' && seesProject(state, caller, row.project_id));
}

/** Whether a row that was changed may be like this. */
export function canBecome(state: State, caller: Caller, table: Table, row: Row): boolean {
	// A member may not give a project that they lead to somebody else.
	const judge = table === 'projects' ? canChange : canCreate;
	return judge(state, caller, table, row) && mayTrash(caller, table, row);
}

function statusOf(state: State, org_id: string | null, user_id: Row[string] | undefined) {
	if (org_id === null || user_id === undefined) return null;
	return rowOf(state, 'memberships', { org_id, user_id })?.status ?? null;
}

function isActive(state: State, org_id: Row[string] | undefined, user_id: string | null): boolean {
	if (org_id === undefined || user_id === null) return false;
	return rowOf(state, 'memberships', { org_id, user_id })?.status === 'active';
}

function isSame(id: Row[string] | undefined, person: string | null): boolean {
	return person !== null && id === person;
}
