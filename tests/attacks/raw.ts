import { connect } from 'node:net';
import type { Answer } from '../journeys/session/visitor.ts';

interface Raw {
	method?: string;
	/** As it stands in the request's first line, which fetch would tidy up. */
	path: string;
	/** Whole lines, which fetch would refuse to send. */
	headers?: string[];
	body?: string;
}

/** Sends a request as no browser and no library would. */
export function send(
	app: string,
	{ method = 'GET', path, headers = [], body = '' }: Raw
): Promise<Pick<Answer, 'status' | 'headers' | 'body' | 'location'>> {
	const { port, host, hostname } = new URL(app);
	const lines = [
		`${method} ${path} HTTP/1.1`,
		...(headers.some((line) => /^host:/i.test(line)) ? [] : [`host: ${host}`]),
		...headers,
		...(body ? [`content-length: ${Buffer.byteLength(body)}`] : []),
		'connection: close'
	];
	return new Promise((done, fail) => {
		const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
		let text = '';
		socket.setEncoding('utf8');
		socket.on('data', (chunk) => (text += chunk));
		socket.on('error', fail);
		socket.on('close', () => {
			const [head = '', ...rest] = text.split('\r\n\r\n');
			const [first = '', ...named] = head.split('\r\n');
			const pairs = named.map((line): [string, string] => {
				const colon = line.indexOf(':');
				return [line.slice(0, colon), line.slice(colon + 1).trim()];
			});
			const answer = new Headers(pairs);
			done({
				status: Number(first.split(' ')[1] ?? 0),
				headers: answer,
				body: rest.join('\r\n\r\n'),
				location: answer.get('location') ?? ''
			});
		});
		socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
	});
}
