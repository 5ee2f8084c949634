import { taskActions } from '../tasks.server';

export const actions = taskActions;
