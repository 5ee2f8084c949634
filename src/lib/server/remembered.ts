/**
 * A bounded memory of one instance: the least recently used entry goes first. It only ever saves
 * work; nothing may depend on an entry being there, since instances share none of it.
 */
export class Remembered<Value> {
	#entries = new Map<string, Value>();
	#limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get(key: string): Value | undefined {
		const value = this.#entries.get(key);
		if (value !== undefined) {
			this.#entries.delete(key);
			this.#entries.set(key, value);
		}
		return value;
	}

	set(key: string, value: Value): void {
		this.#entries.delete(key);
		this.#entries.set(key, value);
		if (this.#entries.size > this.#limit) {
			this.#entries.delete(this.#entries.keys().next().value!);
		}
	}

	delete(key: string): void {
		this.#entries.delete(key);
	}
}
