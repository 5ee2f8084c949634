import * as z from 'zod';

/** A part of a name: one line, in any script. */
const part = z
	.string()
	.trim()
	.max(80, 'Use 80 characters at most.')
	.regex(/^\P{Cc}*$/u, 'Use letters, not control characters.');

/** How somebody wants to be called. */
export const ownName = z.object({
	firstName: part.min(1, 'Say what to call you.'),
	lastName: part
});
