import { day } from '$lib/dates';
import { otherThan } from '$lib/people';
import { projectStatuses, projectVisibilities } from '$lib/projects';

/** How the fields of a project are called on pages. */
export const fieldLabels: Record<string, string> = {
	name: 'Name',
	status: 'Status',
	visibility: 'Who can see it',
	lead_id: 'Lead',
	due_on: 'Due date'
};

/** What a field says, as people read it; its value is as it stands in a form. */
export function written(
	field: string,
	value: string,
	people: { id: string; name: string }[],
	locale: string
): string {
	if (field === 'status') return projectStatuses[value as keyof typeof projectStatuses] ?? value;
	if (field === 'visibility') {
		return projectVisibilities[value as keyof typeof projectVisibilities] ?? value;
	}
	if (field === 'lead_id') {
		if (!value) return 'Nobody yet';
		return people.find(({ id }) => id === value)?.name ?? otherThan(people);
	}
	if (field === 'due_on') return value ? day(value, { locale }) : 'None';
	return value || 'Nothing';
}
