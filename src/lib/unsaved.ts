import type { BeforeNavigate } from '@sveltejs/kit';

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

/**
 * Whether a navigation takes the forms of the page away. What is only another filter, order or page
 * of the same list leaves them; what is edited stands in `edit`.
 */
export function takesAway({ from, to }: Pick<BeforeNavigate, 'from' | 'to'>): boolean {
	const edited = (url: URL | undefined) => url?.searchParams.get('edit');
	return from?.url.pathname !== to?.url.pathname || edited(from?.url) !== edited(to?.url);
}
