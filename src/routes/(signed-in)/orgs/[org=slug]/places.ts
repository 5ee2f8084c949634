/** Where a task or a project is: at work, in the archive, or in the trash. */
export const places = ['active', 'archived', 'trashed'] as const;
export type Place = (typeof places)[number];

/** The columns that say where it is. */
export const placeColumns = (to: Place) => ({
	archived: to === 'archived',
	trashed: to === 'trashed'
});

/** What was done by moving it there. */
export const movedWords: Record<Place, string> = {
	active: 'Brought back.',
	archived: 'Archived.',
	trashed: 'Moved to the trash.'
};
