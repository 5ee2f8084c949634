import { readTask } from '../../../../../task-sheet.server';
import { taskActions } from '../../../../../tasks.server';

export const load = ({ params, parent }) => readTask(params.task, parent);

export const actions = taskActions;
