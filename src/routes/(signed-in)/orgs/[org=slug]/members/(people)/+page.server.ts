import { listActions } from './members.server';

export const actions = listActions;
