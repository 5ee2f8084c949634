/**
 * Resolves when the user or the system asks this process to end: Ctrl-C, SIGTERM, a closed
 * terminal. From the first call on these no longer end it by themselves.
 */
export function untilStopped(): Promise<void> {
	// A closed terminal also makes every later line of output fail.
	process.stdout.on('error', () => {});
	process.stderr.on('error', () => {});
	return new Promise((done) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
	});
}
