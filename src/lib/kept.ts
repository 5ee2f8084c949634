/**
 * What was typed into a form whose sender turned out to be signed out: kept in this tab over the
 * way to the sign-in page and back, for the same person and the same form only.
 */
type Fields = [name: string, value: string][];

function keyOf(form: HTMLFormElement, person: string): string {
	const action = new URL(form.getAttribute('action') ?? '', document.baseURI);
	const id = new FormData(form).get('id') ?? '';
	return `orgdeck-kept ${person} ${action.pathname}${action.search} ${String(id)}`;
}

/** Keeps what stands in the form. */
export function keep(form: HTMLFormElement, person: string): void {
	const fields: Fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
	sessionStorage.setItem(keyOf(form, person), JSON.stringify(fields));
}

/**
 * Fills the form with what was kept for it, once.
 *
 * @returns null when there was nothing; else whether the row it was about has changed meanwhile
 */
export function refill(form: HTMLFormElement, person: string): { changed: boolean } | null {
	const key = keyOf(form, person);
	const kept = sessionStorage.getItem(key);
	if (!kept) return null;

	sessionStorage.removeItem(key);
	const fields = JSON.parse(kept) as Fields;
	const seen = fields.find(([name]) => name === 'seen')?.[1];
	for (const element of form.elements) fill(element, fields);
	return { changed: seen !== undefined && seen !== new FormData(form).get('seen') };
}

function fill(element: Element, fields: Fields): void {
	if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement)) return;
	if (element.type === 'hidden') return;

	const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
	if (element instanceof HTMLInputElement && ['checkbox', 'radio'].includes(element.type)) {
		element.checked = values.includes(element.value);
	} else if (values[0] !== undefined) {
		element.value = values[0];
	}
}
