import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setResponse } from '@sveltejs/kit/node';
import { Instance } from './instance.ts';
import { netlify } from './netlify.ts';
import { vercel } from './vercel.ts';

/*
 * Runs what was built for Vercel or Netlify, called by their own contract, behind a stand-in for what
 * they do with a request before: `node serve.ts <host> <port>`.
 */

const hosts = { vercel, netlify };
const [name = '', port] = process.argv.slice(2);

const instance = new Instance();
const answer = await hosts[name as keyof typeof hosts]();

createServer(async (incoming, outgoing) => {
	// A test may speak as if over https, at any host.
	const base = `${incoming.headers['x-test-proto'] ?? 'http'}://${incoming.headers.host}`;
	const { method = 'GET', rawHeaders } = incoming;
	// Both hand over a request once all of it is there.
	const body = await buffer(incoming);
	const request = new Request(base + incoming.url, {
		method,
		headers: rawHeaders.flatMap((name, index) =>
			index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : []
		),
		body: ['GET', 'HEAD'].includes(method) ? undefined : new Uint8Array(body)
	});
	// A test says where it comes from; what a request says of itself is passed over.
	const address = request.headers.get('x-test-address') ?? incoming.socket.remoteAddress ?? '';
	const sent = new Promise((done) => outgoing.once('close', done));
	await instance.invoke(sent, async (context) => {
		const response = await answer(request, { ...context, ip: address });
		await setResponse(outgoing, response);
	});
}).listen(Number(port), '127.0.0.1');
