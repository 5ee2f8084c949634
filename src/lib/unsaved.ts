/** The forms of the page in which somebody typed what was not saved yet. */
export const unsaved = new Set<HTMLFormElement>();

/**
 * Notes when somebody types in this form.
 *
 * @returns what says that nothing typed in it is worth keeping any more
 */
export function watchTyping(form: HTMLFormElement): () => void {
	form.addEventListener('input', () => unsaved.add(form));
	return () => void unsaved.delete(form);
}
