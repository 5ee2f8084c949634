/** Which rows of a page somebody picked. Rows that are no longer on the page are not picked. */
export class Selection<Row extends { id: string }> {
	#rows: () => Row[];
	// Replaced as a whole: all rows at once are one change, not one for each.
	#picked: readonly string[] = $state.raw([]);

	/** The rows that are picked. */
	readonly rows: Row[] = $derived.by(() =>
		this.#rows().filter(({ id }) => this.#picked.includes(id))
	);

	/** @param rows the page's rows */
	constructor(rows: () => Row[]) {
		this.#rows = rows;
	}

	get all(): boolean {
		return this.#rows().length > 0 && this.rows.length === this.#rows().length;
	}

	has(id: string): boolean {
		return this.#picked.includes(id);
	}

	pick(id: string, picked: boolean): void {
		const others = this.#picked.filter((one) => one !== id);
		this.#picked = picked ? [...others, id] : others;
	}

	pickAll(picked: boolean): void {
		this.#picked = picked ? this.#rows().map(({ id }) => id) : [];
	}

	clear(): void {
		this.#picked = [];
	}
}
