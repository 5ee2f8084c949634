/**
 * Takes over Ctrl-C, SIGTERM and a closed terminal. While a command is still starting they end it
 * at once, and the watchdog clears away what had begun. After `up` the command ends in good order,
 * unless it is asked again.
 */
export function takeSignals(): { up(): Promise<void> } {
	let isUp = false;
	let askedAt = Infinity;
	// A closed terminal also makes every later line of output fail.
	process.stdout.on('error', () => {});
	process.stderr.on('error', () => {});
	const asked = new Promise<void>((done) => {
		const onSignal = () => {
			// npm passes on the Ctrl-C that the terminal has sent to everyone already.
			const isAgain = Date.now() - askedAt > 1000;
			if (!isUp || isAgain) process.exit(130);
			askedAt = Math.min(askedAt, Date.now());
			done();
		};
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
	});
	return {
		up() {
			isUp = true;
			return asked;
		}
	};
}
