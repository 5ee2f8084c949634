/** What a host hands to a function beside the request. */
export interface Context {
	waitUntil(work: Promise<unknown>): void;
}

export interface Called extends Context {
	/** Where the request comes from. */
	ip: string;
}

export type Answer = (request: Request, context: Called) => Promise<Response>;

/**
 * An instance as Vercel and Netlify run it: it stands still whenever no call is under way. A call is
 * over once its answer is sent and all that it asked to wait for is done. What goes on beside that gets
 * as far as its next `fetch`, which waits for the next call.
 */
export class Instance {
	#calls = 0;
	#wake: (() => void)[] = [];

	constructor() {
		const { fetch } = globalThis;
		globalThis.fetch = async (...parameters) => {
			if (this.#calls === 0) await new Promise<void>((wake) => this.#wake.push(wake));
			return fetch(...parameters);
		};
	}

	/** @param sent resolves once the answer has gone out */
	async invoke(sent: Promise<unknown>, work: (context: Context) => Promise<void>): Promise<void> {
		this.#calls++;
		for (const wake of this.#wake.splice(0)) wake();
		const waiting: Promise<unknown>[] = [];
		try {
			await work({ waitUntil: (work) => waiting.push(work) });
			await sent;
			// What waits may ask for more.
			for (let done = 0; done < waiting.length; done = waiting.length) {
				await Promise.allSettled(waiting.slice(done));
			}
		} finally {
			this.#calls--;
		}
	}
}
