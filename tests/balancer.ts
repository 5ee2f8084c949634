import { Agent, createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Balancer {
	url: string;
	/** Whom it sends requests from now on, as far as they are ready. */
	serve(instances: string[]): Promise<void>;
	/** How often it asked another instance because one did not answer. */
	passedOn(): number;
	stop(): Promise<void>;
}

/**
 * Sends each request to the next instance that is ready, as balancers do. Where one takes no connection,
 * or ends it without an answer, another is asked; what changes something only if it cannot have been
 * heard, as nginx does with `proxy_next_upstream error`, or if it is a form that a script of ours sent,
 * which is saved once however often it comes (docs/under-fire.md).
 *
 * @param interval how often it looks who is ready, in milliseconds
 */
export async function startBalancer(interval = 200): Promise<Balancer> {
	// Instances keep theirs longer than this, so that none is ended while a request goes into it.
	const agent = new Agent({ keepAlive: true, timeout: 20_000 });
	let instances: string[] = [];
	let ready: string[] = [];
	let next = 0;
	let passedOn = 0;

	async function look(): Promise<void> {
		const answers = await Promise.all(
			instances.map((url) =>
				fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
					(response) => response.body?.cancel().then(() => response.ok),
					() => false
				)
			)
		);
		ready = instances.filter((_, at) => answers[at]);
	}
	const timer = setInterval(() => void look(), interval);

	const server = createServer(async (request, response) => {
		const body = await read(request);
		const tried = new Set<string>();
		for (;;) {
			const left = ready.filter((url) => !tried.has(url));
			const url = left[next++ % Math.max(left.length, 1)];
			if (!url) return void response.writeHead(502).end('Bad gateway\n');
			tried.add(url);
			const { answer, heard } = await forward(url, request, body);
			if (answer) return pass(answer, response);
			const mayRepeat = !heard || isHarmless(request) || isSavedOnce(request);
			if (!mayRepeat) return void response.writeHead(502).end('Bad gateway\n');
			passedOn++;
		}
	});

	function forward(url: string, request: IncomingMessage, body: Buffer) {
		const { hostname, port } = new URL(url);
		return new Promise<{ answer: IncomingMessage | null; heard: boolean }>((done) => {
			const headers = { ...request.headers, 'content-length': String(body.length) };
			const { method, url: path } = request;
			const onward = send({ hostname, port, method, path, headers, agent }, (answer) => {
				done({ answer, heard: true });
			});
			onward.on('error', (error: NodeJS.ErrnoException) => {
				done({ answer: null, heard: error.code !== 'ECONNREFUSED' });
			});
			onward.end(body);
		});
	}

	await new Promise<void>((done) => server.listen({ port: 0, host: '127.0.0.1' }, done));
	const { port } = server.address() as { port: number };
	return {
		url: `http://localhost:${port}`,
		async serve(given) {
			instances = given;
			await look();
		},
		passedOn: () => passedOn,
		stop: () =>
			new Promise((done) => {
				clearInterval(timer);
				server.close(() => done());
				server.closeAllConnections();
				agent.destroy();
			})
	};
}

const isHarmless = ({ method }: IncomingMessage) => method === 'GET' || method === 'HEAD';
const isSavedOnce = ({ headers }: IncomingMessage) => headers['x-sveltekit-action'] === 'true';

function pass(answer: IncomingMessage, response: ServerResponse): void {
	const headers = { ...answer.headers };
	delete headers.connection;
	delete headers['keep-alive'];
	response.writeHead(answer.statusCode ?? 502, headers);
	answer.pipe(response);
	answer.on('error', () => response.destroy());
}

async function read(stream: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}
