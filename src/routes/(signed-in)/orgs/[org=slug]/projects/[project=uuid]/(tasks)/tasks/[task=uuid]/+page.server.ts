import { readTask } from '../../../../../task-sheet.server';
import { taskActions } from '../../../../../tasks.server';

export const load = ({ params }) => readTask(params.task);

export const actions = taskActions;
