/*
 * What an admin takes along of an organization: the one list of it. A table of yours goes in here,
 * or below with the reason why not; `npm test -- policy-lint` tells what is in neither.
 */

/** A table of the archive: its rows as JSON, and as CSV where every value is a plain one. */
export interface ExportedTable {
	/** What stands in it, for whoever opens the archive. */
	holds: string;
	/**
	 * What its rows are ordered by: a column, or two, that never change and that no two rows of an
	 * organization share.
	 */
	key: [string] | [string, string];
	/** In the order of the files. org_id is left out, since it is the same in every row. */
	columns: string[];
	/** Columns of other tables that stand beside, and how PostgREST is asked for them. */
	beside?: { columns: string[]; select: string };
	/** Set where a row has values within values, which a spreadsheet has no place for. */
	nested?: true;
}

export const exported: Record<string, ExportedTable> = {
	organizations: {
		holds: 'the organization',
		key: ['id'],
		columns: [
			...['id', 'name', 'slug', 'picture', 'sign_in_connected_at', 'created_at', 'updated_at']
		]
	},
	organization_settings: {
		holds: 'its settings',
		key: ['org_id'],
		columns: ['time_zone', 'audit_days', 'created_at', 'updated_at']
	},
	memberships: {
		holds: 'members, present and former, with names and roles; addresses only of who is still here',
		key: ['user_id'],
		columns: [
			...['user_id', 'id', 'status', 'roles', 'directory_managed', 'created_at', 'updated_at']
		],
		beside: {
			columns: ['first_name', 'last_name', 'picture', 'account_deleted_at', 'email'],
			select:
				'...users(first_name, last_name, picture, account_deleted_at:gone_at, ...user_emails(email))'
		}
	},
	projects: {
		holds: 'projects; state says which are active, archived or in the trash',
		key: ['id'],
		columns: [
			...['id', 'name', 'status', 'visibility', 'lead_id', 'due_on'],
			...['state', 'archived', 'archived_at', 'trashed', 'trashed_at'],
			...['created_by', 'created_at', 'updated_at']
		]
	},
	project_members: {
		holds: 'who belongs to which project',
		key: ['project_id', 'user_id'],
		columns: ['project_id', 'user_id', 'created_by', 'created_at', 'updated_at']
	},
	project_budgets: {
		holds: 'what a project may cost and has cost',
		key: ['project_id'],
		columns: [
			...['project_id', 'amount', 'spent', 'currency', 'created_by', 'created_at', 'updated_at']
		]
	},
	tasks: {
		holds:
			'tasks with their labels; state says which are active, archived or in the trash, also because of their project',
		key: ['id'],
		columns: [
			...['id', 'project_id', 'title', 'description', 'status', 'priority', 'labels', 'estimate'],
			...['assignee_id', 'due_on', 'done_at'],
			...['state', 'archived', 'archived_at', 'trashed', 'trashed_at'],
			...['created_by', 'created_at', 'updated_at']
		]
	},
	audit_events: {
		holds: 'who did what when: to what people work on, to people and to the organization',
		key: ['at', 'id'],
		columns: [
			...['id', 'at', 'actor_id', 'impersonator', 'kind', 'resource', 'resource_id', 'changes']
		],
		nested: true
	}
};

/** Tables, and columns of the tables above, that are left out, each with the reason. */
export const leftOut: Record<string, string> = {
	list_preferences: 'how people set up their lists, which is their own',
	organization_pictures: 'a picture, which whoever exports has uploaded or can save from the page',
	'audit_events.session_id': 'WorkOS ends a session for whoever knows its id',
	'organizations.gone_at': 'empty as long as there is an organization to export',
	'project_members.visibility': 'a copy of the project’s',
	'tasks.visibility': 'a copy of the project’s',
	'tasks.project_state': 'a copy of the project’s',
	'tasks.priority_rank': 'follows from the priority',
	'tasks.title_words': 'follows from the title'
};
