import { day } from '$lib/dates';
import { otherThan } from '$lib/people';
import { taskPriorities, taskStatuses } from '$lib/tasks';

/** How the fields of a task are called on pages. */
export const fieldLabels: Record<string, string> = {
	title: 'Title',
	project_id: 'Project',
	status: 'Status',
	priority: 'Priority',
	assignee_id: 'Assignee',
	due_on: 'Due date',
	description: 'Description',
	labels: 'Labels',
	estimate: 'Estimate (hours)',
	archived: 'Archived',
	trashed: 'In the trash',
	done_at: 'Done'
};

interface Known {
	people: { id: string; name: string }[];
	projects: { id: string; name: string }[];
	locale: string;
}

/** What a field says, as people read it; its value is as it stands in a form. */
export function written(field: string, value: string, { people, projects, locale }: Known): string {
	const nameIn = (all: { id: string; name: string }[], otherwise: string) =>
		all.find(({ id }) => id === value)?.name ?? otherwise;
	if (field === 'status') return taskStatuses[value as keyof typeof taskStatuses] ?? value;
	if (field === 'priority') return taskPriorities[value as keyof typeof taskPriorities] ?? value;
	if (field === 'assignee_id') return value ? nameIn(people, otherThan(people)) : 'Nobody';
	if (field === 'project_id') return nameIn(projects, 'A project you do not see');
	if (field === 'due_on') return value ? day(value, { locale }) : 'None';
	return value || 'Nothing';
}
