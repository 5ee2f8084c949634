import type { Stack } from '../local/stack.ts';
import { startBenchApp, type BenchApp } from './app/start.ts';
import type { OnProgress } from './sow.ts';
import { startVolume } from './volume.ts';

/** What measurements share: databases and the app, each started when the first one asks for it. */
export class Context {
	/** Tasks in the larger database; the smaller one has a tenth. */
	readonly rows: number;
	readonly #onProgress: OnProgress;
	readonly #reset: boolean;
	readonly #started = new Map<string, Promise<{ stop(): Promise<void> }>>();

	constructor(
		rows: number,
		{ reset = false, onProgress }: { reset?: boolean; onProgress: OnProgress }
	) {
		this.rows = rows;
		this.#reset = reset;
		this.#onProgress = onProgress;
	}

	/** The larger database, with its Data API. */
	many(): Promise<Stack> {
		return this.#volume(this.rows);
	}

	/** The smaller one. */
	few(): Promise<Stack> {
		return this.#volume(this.rows / 10);
	}

	/** The production build, on the larger database. */
	app(): Promise<BenchApp> {
		return this.#once('app', async () => startBenchApp(await this.many(), this.#onProgress));
	}

	async stop(): Promise<void> {
		// The app before what it asks.
		const parts = [...this.#started.values()].toReversed();
		for (const part of parts) await (await part.catch(() => null))?.stop();
	}

	#volume(rows: number): Promise<Stack> {
		return this.#once(`volume ${rows}`, () =>
			startVolume(rows, { reset: this.#reset, onProgress: this.#onProgress })
		);
	}

	#once<Part extends { stop(): Promise<void> }>(
		name: string,
		start: () => Promise<Part>
	): Promise<Part> {
		const part = this.#started.get(name) ?? start();
		this.#started.set(name, part);
		return part as Promise<Part>;
	}
}
