import { day, momentOf } from '$lib/dates';
import { taskPriorities, taskStatuses } from '$lib/tasks';
import { fieldLabels } from '../../task-fields';

/** How values stand in what an event tells. */
interface Reader {
	names: Record<string, string>;
	locale: string;
	zone: string;
}

const labels: Record<string, string> = {
	...fieldLabels,
	lead_id: 'Lead',
	user_id: 'Person',
	gone_at: 'Deleted',
	sign_in_connected_at: 'Sign-in connected',
	spent: 'Spent',
	audit_days: 'Days the log is kept',
	events: 'Events',
	older_than: 'Older than'
};

/** What a column is called on pages. */
export function fieldLabel(field: string): string {
	const words = field.replaceAll('_', ' ');
	return labels[field] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a column held, as people read it. */
export function valueText(field: string, value: unknown, reader: Reader): string {
	if (value === null || value === undefined || value === '') return 'Nothing';
	if (typeof value === 'boolean') return value ? 'Yes' : 'No';
	if (Array.isArray(value)) return value.map(String).join(', ') || 'Nothing';
	if (typeof value !== 'string') return JSON.stringify(value);
	if (field.endsWith('_id') || field === 'created_by') return reader.names[value] ?? value;
	if (field === 'status') return taskStatuses[value as keyof typeof taskStatuses] ?? value;
	if (field === 'priority') return taskPriorities[value as keyof typeof taskPriorities] ?? value;
	if (/^\d{4}-\d\d-\d\d$/.test(value)) return day(value, reader);
	if ((field.endsWith('_at') || field === 'older_than') && !Number.isNaN(Date.parse(value)))
		return momentOf(value, reader);
	return value;
}
