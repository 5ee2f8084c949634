import { reservePort } from './ports.ts';
import type { ReservedPort } from './ports.ts';

/** The parts that run, to be stopped in the opposite order in which they began. */
export class Running {
	#stops: (() => Promise<unknown>)[] = [];
	#starting: Promise<unknown>[] = [];

	add(stop: () => Promise<unknown>): void {
		this.#stops.push(stop);
	}

	async reserve(port: number): Promise<ReservedPort> {
		const reserved = await reservePort(port);
		this.add(reserved.release);
		return reserved;
	}

	/** A part that is still starting. Stopping waits for it, whether it succeeds or not. */
	begin<T>(part: Promise<T>): Promise<T> {
		this.#starting.push(part);
		return part;
	}

	async stop(): Promise<void> {
		await Promise.allSettled(this.#starting);
		for (const stop of this.#stops.splice(0).reverse()) await stop().catch(() => {});
	}
}
