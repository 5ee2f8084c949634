import type { Known } from '$lib/people';
import { inOrganization } from '$lib/server/organization';

interface Project {
	id: string;
	name: string;
	state: string | null;
}

interface Named {
	projects: Project | null;
	/** Of an assignee who cannot be chosen any more. */
	memberships: { users: Known } | null;
}

/**
 * Adds to tasks what their projects and assignees are called. Embedded in the question for the tasks
 * it would cost more than the tasks themselves in a large organization: see docs/decisions/0007.
 * Mostly the page knows all of them, since they can be chosen; only the others are asked for.
 *
 * @param known those that the page lets choose from
 */
export async function named<Task extends { project_id: string; assignee_id: string | null }>(
	tasks: Task[],
	known: { projects: Project[]; people: { id: string }[] }
): Promise<(Task & Named)[]> {
	const projects = new Map(known.projects.map((project) => [project.id, project]));
	const here = new Set(known.people.map(({ id }) => id));
	const [others, gone] = await Promise.all([
		readProjects(tasks.map(({ project_id }) => project_id).filter((id) => !projects.has(id))),
		readUsers(tasks.flatMap(({ assignee_id: id }) => (id && !here.has(id) ? [id] : [])))
	]);
	for (const project of others) projects.set(project.id, project);

	return tasks.map((task) => {
		const users = gone.find(({ id }) => id === task.assignee_id);
		return {
			...task,
			projects: projects.get(task.project_id) ?? null,
			memberships: users ? { users } : null
		};
	});
}

async function readProjects(ids: string[]): Promise<Project[]> {
	if (ids.length === 0) return [];
	const { data } = await inOrganization()
		.supabase.from('projects')
		.select('id, name, state')
		.in('id', [...new Set(ids)])
		.throwOnError();
	return data;
}

async function readUsers(ids: string[]) {
	if (ids.length === 0) return [];
	const { data } = await inOrganization()
		.supabase.from('users')
		.select('id, first_name, last_name, gone_at')
		.in('id', [...new Set(ids)])
		.throwOnError();
	return data;
}
