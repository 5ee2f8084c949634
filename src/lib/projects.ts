/** What a project can be, and how it is called. The database checks the same values. */
export const projectStatuses = { active: 'Active', paused: 'Paused', done: 'Done' } as const;
export type ProjectStatus = keyof typeof projectStatuses;

export const projectVisibilities = {
	org: 'Everyone in the organization',
	private: 'Only its people and admins'
} as const;
export type ProjectVisibility = keyof typeof projectVisibilities;

export const projectNameLength = 120;
