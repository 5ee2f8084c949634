import { inOrganization } from '$lib/server/organization';
import { insert, remove } from '$lib/server/write';
import { refuse } from './refuse.server';

/** Under this name somebody's preferences say that they do not want to see the list. */
export const firstStepsList = 'first_steps';

interface Known {
	/** Anybody but the person who asks: here, invited or gone again. */
	others: unknown[];
	/** The projects that were made. */
	made: unknown[];
	/** When its sign-in was first connected. */
	sign_in_connected_at: string | null;
	/** Their own membership, with what they said of the list. */
	mine: { list_preferences: unknown[] }[];
}

/**
 * What a new organization still lacks, for its admins. Null when it lacks nothing, or this person put
 * the list away.
 */
export async function firstSteps({ others, made, mine, sign_in_connected_at }: Known) {
	const { isAdmin, impersonator } = await inOrganization().state();
	const isHidden = mine.some(({ list_preferences }) => list_preferences.length > 0);
	if (!isAdmin || impersonator || isHidden) return null;
	const done = {
		people: others.length > 0,
		project: made.length > 0,
		signIn: sign_in_connected_at !== null
	};
	return Object.values(done).every(Boolean) ? null : done;
}

export const firstStepsActions = {
	/** For this person alone: another admin may still want to see it. */
	hideFirstSteps: async () => {
		const hidden = await insert('list_preferences', { list: firstStepsList, settings: {} });
		// Another tab was faster.
		if (hidden.refused && hidden.refused !== 'changed')
			return refuse(hidden, { row: 'first steps' });
		return {
			done: 'The first steps are put away.',
			undo: { action: 'showFirstSteps', fields: [] }
		};
	},

	showFirstSteps: async () => {
		const shown = await remove('list_preferences', { list: firstStepsList });
		if (shown.refused && shown.refused !== 'gone') return refuse(shown, { row: 'first steps' });
		return { done: 'The first steps are back.' };
	}
};
