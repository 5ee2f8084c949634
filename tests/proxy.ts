import { Agent, createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export interface Call {
	method: string;
	/** With its query. */
	path: string;
	at: number;
	headers: IncomingHttpHeaders;
	/** What the client was answered; undefined until then, and when it never was. */
	status?: number;
	/** The client went away before it was answered. */
	abandoned?: boolean;
}

/** An answer in place of the upstream's, or what happens to the connection. */
export type Failure =
	number | 'cut' | 'hang' | { status: number; headers?: object; body?: unknown };

export interface Hold {
	/** Resolves when so many answers wait behind it. */
	waiting(count?: number): Promise<void>;
	/** Lets the answers go, in the order in which their requests came unless told. */
	release(order?: 'first-in' | 'last-in'): Promise<void>;
}

export interface Proxy {
	url: string;
	calls: Call[];
	/** Forgets the calls. */
	clear(): void;
	/** Takes back every delay, failure and hold. */
	restore(): void;
	/** Passes requests on later; a function says by how much, for each one anew. */
	delay(pattern: Pattern, milliseconds: number | (() => number)): void;
	/**
	 * Answers in place of the upstream. `cut` lets the upstream do its work and then drops the
	 * connection without an answer; `hang` neither asks it nor answers.
	 */
	fail(pattern: Pattern, failure: Failure, times?: number): void;
	/** Passes requests on, and keeps the answers back until they are released. */
	hold(pattern: Pattern): Hold;
	stop(): Promise<void>;
}

/** Tested against `METHOD /path?query`; a string has to be part of it. */
export type Pattern = RegExp | string;

interface Rule {
	pattern: Pattern;
	delay?: number | (() => number);
	failure?: Failure;
	timesLeft?: number;
	hold?: { queue: (() => void)[]; changed: () => void; isOver: boolean };
}

/** A proxy to put between the app and a service, to count, delay, fail, cut and reorder calls. */
export async function startProxy(target: string): Promise<Proxy> {
	const upstream = new URL(target);
	const agent = new Agent({ keepAlive: true, timeout: 20_000 });
	const calls: Call[] = [];
	let rules: Rule[] = [];

	const server = createServer(async (request, response) => {
		const call: Call = {
			method: request.method ?? '',
			path: request.url ?? '',
			at: Date.now(),
			headers: request.headers
		};
		calls.push(call);
		response.once('finish', () => (call.status = response.statusCode));
		response.once('close', () => (call.abandoned = !response.writableFinished));
		const matching = rules.filter((rule) => matches(rule, call));
		const body = await read(request);
		const wait = Math.max(
			0,
			...matching.map(({ delay = 0 }) => (typeof delay === 'number' ? delay : delay()))
		);
		if (wait > 0) await new Promise((done) => setTimeout(done, wait));

		const failing = matching.find((rule) => rule.failure !== undefined && rule.timesLeft !== 0);
		if (failing?.timesLeft) failing.timesLeft--;
		const failure = failing?.failure;
		if (failure === 'hang') return;
		if (failure !== undefined && failure !== 'cut') return answerWith(response, failure);

		const answer = await forward(request, body).catch(() => null);
		const hold = matching.find((rule) => rule.hold)?.hold;
		// A request that matched a rule may get here after the rule was taken back.
		if (hold && !hold.isOver) {
			await new Promise<void>((done) => {
				hold.queue.push(done);
				hold.changed();
			});
		}
		if (!answer || failure === 'cut') return response.destroy();
		response.writeHead(answer.status, answer.headers);
		response.end(answer.body);
	});

	function forward(request: IncomingMessage, body: Buffer) {
		const headers = { ...request.headers, host: upstream.host };
		delete headers['transfer-encoding'];
		return new Promise<{ status: number; headers: string[]; body: Buffer }>((done, fail) => {
			const onward = send(
				{
					hostname: upstream.hostname,
					port: upstream.port,
					method: request.method,
					path: request.url,
					headers: { ...headers, 'content-length': String(body.length) },
					agent
				},
				async (answer) => {
					try {
						const content = await read(answer);
						done({
							status: answer.statusCode ?? 502,
							headers: withoutHop(answer.rawHeaders),
							body: content
						});
					} catch (error) {
						fail(error);
					}
				}
			);
			onward.on('error', fail);
			onward.end(body);
		});
	}

	await new Promise<void>((done) => server.listen({ port: 0, host: '127.0.0.1' }, done));
	const { port } = server.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}`,
		calls,
		clear: () => void calls.splice(0),
		restore() {
			for (const { hold } of rules) {
				if (!hold) continue;
				hold.isOver = true;
				for (const letGo of hold.queue.splice(0)) letGo();
			}
			rules = [];
		},
		delay: (pattern, milliseconds) => void rules.push({ pattern, delay: milliseconds }),
		fail: (pattern, failure, times) => void rules.push({ pattern, failure, timesLeft: times }),
		hold(pattern) {
			const queue: (() => void)[] = [];
			const watchers = new Set<() => void>();
			const changed = () => watchers.forEach((watcher) => watcher());
			const held = { queue, changed, isOver: false };
			const rule: Rule = { pattern, hold: held };
			rules.push(rule);
			return {
				waiting: (count = 1) =>
					new Promise((done) => {
						const look = () => {
							if (queue.length < count) return;
							watchers.delete(look);
							done();
						};
						watchers.add(look);
						look();
					}),
				async release(order = 'first-in') {
					rules = rules.filter((other) => other !== rule);
					held.isOver = true;
					const waiting = queue.splice(0);
					if (order === 'last-in') waiting.reverse();
					for (const letGo of waiting) {
						letGo();
						await new Promise((done) => setImmediate(done));
					}
				}
			};
		},
		stop: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
				agent.destroy();
			})
	};
}

function matches({ pattern }: Rule, { method, path }: Call): boolean {
	const line = `${method} ${path}`;
	return typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line);
}

async function read(stream: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function answerWith(response: ServerResponse, failure: Exclude<Failure, string>) {
	const { status, headers, body } =
		typeof failure === 'number' ? { status: failure, headers: {}, body: undefined } : failure;
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	response.end(JSON.stringify(body ?? { message: `Answered with ${status} by a test` }));
}

/** Raw headers, so that several Set-Cookie stay several, without those of one connection only. */
function withoutHop(raw: string[]): string[] {
	const kept: string[] = [];
	for (let index = 0; index < raw.length; index += 2) {
		const name = raw[index] ?? '';
		const isHop = /^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name);
		if (!isHop) kept.push(name, raw[index + 1] ?? '');
	}
	return kept;
}
