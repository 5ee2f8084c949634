/** What a row of a list of tasks is made of. */
export const taskColumns = `id, title, status, priority, priority_rank, due_on, labels, estimate, state,
	trashed, archived, assignee_id, created_by, created_at, updated_at, project_id`;

/** What else a task says of those it belongs to, where it is asked for by itself. */
export const taskNames = `projects(id, name, state),
	memberships(users(first_name, last_name, gone_at, user_emails(email)))`;
