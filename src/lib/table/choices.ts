import type { Choice } from './table';

/** The choices of a list of names, such as `{ todo: 'To do' }`. */
export const choicesOf = (names: Record<string, string>): Choice[] =>
	Object.entries(names).map(([value, label]) => ({ value, label }));
