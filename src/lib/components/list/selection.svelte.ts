import { SvelteSet } from 'svelte/reactivity';

/** Which rows of a page somebody picked. Rows that are no longer on the page are not picked. */
export class Selection<Row extends { id: string }> {
	#rows: () => Row[];
	#picked = new SvelteSet<string>();

	/** @param rows the page's rows */
	constructor(rows: () => Row[]) {
		this.#rows = rows;
	}

	get rows(): Row[] {
		return this.#rows().filter(({ id }) => this.#picked.has(id));
	}

	get all(): boolean {
		return this.#rows().length > 0 && this.rows.length === this.#rows().length;
	}

	has(id: string): boolean {
		return this.#picked.has(id);
	}

	pick(id: string, picked: boolean): void {
		if (picked) this.#picked.add(id);
		else this.#picked.delete(id);
	}

	pickAll(picked: boolean): void {
		for (const { id } of this.#rows()) this.pick(id, picked);
	}

	clear(): void {
		this.#picked.clear();
	}
}
