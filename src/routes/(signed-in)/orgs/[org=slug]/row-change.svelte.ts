import { tick } from 'svelte';
import { toast } from 'svelte-sonner';
import { enhance } from '$lib/enhance';
import { tellSaved } from '$lib/undo';

/**
 * What somebody chooses in a row of a list: shown at once, sent in the order it was chosen, and
 * taken back when it is refused.
 */
export class RowChange<Values extends Record<string, string>> {
	#saved: () => Values;
	#chosen: Partial<Values> = $state({});
	#form: HTMLFormElement | null = null;
	#pending = false;
	#again = false;

	/** @param saved what the server last said */
	constructor(saved: () => Values) {
		this.#saved = saved;
	}

	/** What the row shows. */
	get now(): Values {
		return { ...this.#saved(), ...this.#chosen };
	}

	async to(change: Partial<Values>): Promise<void> {
		this.#chosen = { ...this.#chosen, ...change };
		this.#again = this.#pending;
		if (this.#pending) return;
		// The form is sent with what its fields show, so they come first.
		await tick();
		this.#form?.requestSubmit();
	}

	/** For the row's form. */
	enhance = (form: HTMLFormElement) => {
		this.#form = form;
		return enhance(form, {
			pending: (pending) => {
				this.#pending = pending;
				if (!pending) void this.#settle();
			},
			saved: (done, undo) => tellSaved(done ?? 'Saved.', undo),
			refused: (problem) => {
				this.#takeBack();
				toast.error(problem);
			},
			failed: ({ text, retry }) => {
				const wanted = this.#takeBack();
				const action = retry && { label: 'Try again', onClick: () => void this.to(wanted) };
				toast.error(text, { action });
			}
		}).destroy;
	};

	#takeBack(): Partial<Values> {
		const wanted = this.#chosen;
		this.#chosen = {};
		this.#again = false;
		return wanted;
	}

	/** What was chosen meanwhile goes out now; else the row shows what the server says. */
	async #settle(): Promise<void> {
		if (this.#again) await this.to({});
		else this.#chosen = {};
	}
}
