import { ServerResponse } from 'node:http';
import { complete } from './common-headers.js';
import { endWell, isLeaving } from './shutdown.js';

const { ORIGIN, PROTOCOL_HEADER } = process.env;

/** What SvelteKit takes the request for. @param {import('node:http').IncomingMessage} request */
function isHttps({ headers }) {
	if (ORIGIN) return ORIGIN.startsWith('https:');
	return !PROTOCOL_HEADER || headers[PROTOCOL_HEADER.toLowerCase()] === 'https';
}

const { writeHead } = ServerResponse.prototype;

// Every answer of this process passes here.
ServerResponse.prototype.writeHead = /** @type {typeof writeHead} */ (
	/** @this {ServerResponse} @param {number} status @param {any[]} rest */
	function (status, ...rest) {
		if (!this.headersSent) {
			complete(
				{ has: (name) => this.hasHeader(name), set: (name, value) => this.setHeader(name, value) },
				{ status, isHttps: isHttps(this.req) }
			);
			if (isLeaving()) this.setHeader('connection', 'close');
		}
		return /** @type {any} */ (writeHead).call(this, status, ...rest);
	}
);

// A promise that fails while nobody waits for it is a mistake in one request, and must not end those of
// everybody. What it says may quote a request, so only its kind is told.
process.on('unhandledRejection', (reason) => {
	const { name, status, stack = '' } = /** @type {any} */ (reason ?? {});
	const entry = {
		time: new Date().toISOString(),
		level: 'error',
		event: 'nobody waited for what failed',
		what: [name ?? typeof reason, status].filter(Boolean).join(' '),
		stack: String(stack).match(/^\s+at .*$/gm) ?? []
	};
	console.error(JSON.stringify(entry));
});

await import('./serve.js');
endWell(process.env);
