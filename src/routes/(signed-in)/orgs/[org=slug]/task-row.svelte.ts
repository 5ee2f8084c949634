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
	readonly form: string;
	readonly change: RowChange<TaskRowValues>;
	#task: () => Task;

	/** @param current the task as it is by now; none when it is no longer in the list */
	constructor(task: Task, current: () => Task | undefined) {
		// The row's fields belong to this form by its id.
		this.form = `task-${task.id}`;
		this.#task = () => current() ?? task;
		this.change = new RowChange(() => this.saved);
	}

	/** What the server last said. */
	get saved(): TaskRowValues {
		return valuesOf(this.#task());
	}

	get now(): TaskRowValues {
		return this.change.now;
	}
}
