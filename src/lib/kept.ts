/**
 * What was typed into a form when its page has to go: kept in this tab over the way to the sign-in
 * page and back, or over a reload, for the same person and the same form only.
 */
interface Kept {
	/** Why, in a sentence for whoever finds it again. */
	because: string;
	fields: Fields;
}
type Fields = [name: string, value: string][];

function keyOf(form: HTMLFormElement, person: string): string {
	const action = new URL(form.getAttribute('action') ?? '', document.baseURI);
	const id = new FormData(form).get('id') ?? '';
	return `orgdeck-kept ${person} ${action.pathname}${action.search} ${String(id)}`;
}

/** Keeps what stands in the form. */
export function keep(form: HTMLFormElement, person: string, because: string): void {
	const fields: Fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
	const kept: Kept = { because, fields };
	sessionStorage.setItem(keyOf(form, person), JSON.stringify(kept));
}

/**
 * Fills the form with what was kept for it, once.
 *
 * @returns null when there was nothing; else why it was kept, and whether the row it was about has
 *   changed meanwhile
 */
export function refill(
	form: HTMLFormElement,
	person: string
): { because: string; changed: boolean } | null {
	const key = keyOf(form, person);
	const kept = sessionStorage.getItem(key);
	if (!kept) return null;

	sessionStorage.removeItem(key);
	const { because, fields } = JSON.parse(kept) as Kept;
	const seen = fields.find(([name]) => name === 'seen')?.[1];
	for (const element of form.elements) fill(element, fields);
	return { because, changed: seen !== undefined && seen !== new FormData(form).get('seen') };
}

function fill(element: Element, fields: Fields): void {
	const isField =
		element instanceof HTMLInputElement ||
		element instanceof HTMLSelectElement ||
		element instanceof HTMLTextAreaElement;
	if (!isField) return;
	// A file can be chosen by a person only.
	if (element.type === 'hidden' || element.type === 'file') return;

	const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
	if (element instanceof HTMLInputElement && ['checkbox', 'radio'].includes(element.type)) {
		element.checked = values.includes(element.value);
	} else if (values[0] !== undefined) {
		element.value = values[0];
	}
}
