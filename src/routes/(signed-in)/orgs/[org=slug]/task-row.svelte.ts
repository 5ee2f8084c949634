import type { Task } from './TaskList.svelte';
import { RowChange } from './row-change.svelte';

/** The fields of a task that are changed in its row, as they stand in a form. */
const valuesOf = ({ status, assignee_id, priority, due_on }: Task) => ({
	status,
	assignee_id: assignee_id ?? '',
	priority,
	due_on: due_on ?? ''
});

export type TaskRowValues = ReturnType<typeof valuesOf>;

/** One task in a list, and what somebody is changing about it. */
export class TaskRow {
	task: Task = $state.raw()!;
	change: RowChange<TaskRowValues>;

	constructor(task: Task) {
		this.task = task;
		this.change = new RowChange(() => this.saved);
	}

	/** What the server last said. */
	get saved(): TaskRowValues {
		return valuesOf(this.task);
	}

	get now(): TaskRowValues {
		return this.change.now;
	}

	/** The form that the row's fields belong to. */
	get form(): string {
		return `task-${this.task.id}`;
	}
}
