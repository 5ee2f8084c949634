/** What can happen, as the database calls it and as people do. */
export const kinds: Record<string, string> = {
	created: 'Created',
	changed: 'Changed',
	deleted: 'Deleted',
	resent: 'Sent again',
	opened: 'Opened',
	exported: 'Exported',
	began: 'Began',
	ended: 'Ended'
};

/** What it can happen to. A table of yours goes in here. */
export const resources: Record<string, string> = {
	tasks: 'Task',
	projects: 'Project',
	project_members: 'Project member',
	project_budgets: 'Budget',
	memberships: 'Membership',
	users: 'Profile',
	invitations: 'Invitation',
	organizations: 'Organization',
	organization_settings: 'Settings',
	organization_pictures: 'Picture',
	list_preferences: 'View of a list',
	sign_in_methods: 'Sign-in methods',
	impersonations: 'Impersonation',
	archives: 'Export of everything',
	audit_events: 'Audit log'
};

/** What happened, in two or three words: "Changed task". */
export function headline(kind: string, resource: string): string {
	const what = resources[resource] ?? resource;
	return `${kinds[kind] ?? kind} ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
}
