/** What a task can be, and how it is called. The database checks the same values. */
export const taskStatuses = {
	todo: 'To do',
	in_progress: 'In progress',
	blocked: 'Blocked',
	done: 'Done'
} as const;
export type TaskStatus = keyof typeof taskStatuses;

export const taskPriorities = {
	low: 'Low',
	medium: 'Medium',
	high: 'High',
	urgent: 'Urgent'
} as const;
export type TaskPriority = keyof typeof taskPriorities;

export const taskTitleLength = 200;
export const longestDescription = 20_000;
export const mostLabels = 10;
export const longestLabel = 40;
