/** Where `src/lib/server/leaving.ts` looks. */
const mark = Symbol.for('orgdeck.leaving');

/** Whether this instance was asked to end. */
export const isLeaving = () => /** @type {any} */ (globalThis)[mark] === true;

/** How long something takes, from the environment. @param {string | undefined} seconds @param {number} usual */
const milliseconds = (seconds, usual) => (Number(seconds) >= 0 ? Number(seconds) : usual) * 1000;

/**
 * How an instance ends that is asked to. At once `/readyz` says that it is not ready, and each answer
 * closes its connection. After SHUTDOWN_DELAY, in which a balancer hears of it, no connection is taken
 * any more. What is under way then has SHUTDOWN_TIMEOUT: requests first, and what goes on after them.
 *
 * @param {Record<string, string | undefined>} environment
 */
export function endWell({ SHUTDOWN_DELAY, SHUTDOWN_TIMEOUT }) {
	const delay = milliseconds(SHUTDOWN_DELAY, 0);
	const timeout = milliseconds(SHUTDOWN_TIMEOUT, 30);
	let over = 0;

	for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
		// The adapter's own, which takes no more connections and waits for those that there are.
		const close = process.listeners(signal);
		process.removeAllListeners(signal);
		process.on(signal, () => {
			// A terminal and npm both pass on what was typed once.
			if (isLeaving()) return;
			/** @type {any} */ (globalThis)[mark] = true;
			over = Date.now() + delay + timeout;
			setTimeout(() => close.forEach((listener) => listener(signal)), delay);
		});
	}

	// No connection is left; what goes on without one ends the process when it is done, or now.
	process.once('sveltekit:shutdown', () => {
		setTimeout(() => process.exit(0), Math.max(0, over - Date.now())).unref();
	});
}
