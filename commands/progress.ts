const width = 30;

/** One line at the bottom of a terminal that says how far it has got; nothing anywhere else. */
export class ProgressLine {
	readonly #stream: NodeJS.WriteStream;

	constructor(stream: NodeJS.WriteStream = process.stderr) {
		this.#stream = stream;
	}

	/** @param share from 0 to 1; null when nobody knows how much there is */
	show(share: number | null, text: string): void {
		if (!this.#stream.isTTY) return;
		const filled = Math.round(Math.min(Math.max(share ?? 0, 0), 1) * width);
		const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
		const percent = `${Math.floor((share ?? 0) * 100)} %`.padStart(5);
		this.#stream.write(`\r\x1b[K${share === null ? '' : `${bar} ${percent}  `}${text}`);
	}

	/** Takes it away, so that a line can be printed. */
	clear(): void {
		if (this.#stream.isTTY) this.#stream.write('\r\x1b[K');
	}
}
