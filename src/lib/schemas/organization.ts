import * as z from 'zod';

/** What tells nothing, or turns what stands around it: controls, line ends, overrides of direction. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** What an organization is called. WorkOS keeps it, and documents no limit. */
export const organizationName = z
	.string()
	.trim()
	.min(1, 'Give it a name.')
	.max(80, 'Use 80 characters at most.')
	.refine(
		(name) => !unseen.test(name) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(name),
		'Use letters, numbers and signs that can be seen.'
	);

/** Whether a name was typed as it is shown: a page shows several spaces as one. */
export function isSameName(typed: string, name: string): boolean {
	const shown = (text: string) => text.normalize().replaceAll(/\s+/g, ' ').trim();
	return shown(typed) === shown(name);
}
