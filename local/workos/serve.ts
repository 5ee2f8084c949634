import type { IncomingMessage, ServerResponse } from 'node:http';
import { browserIn } from './browser-sessions.ts';
import { apiKeys, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { contentSecurityPolicy } from './pages/layout.ts';
import { errorPage } from './pages/error.ts';
import { Refusal, invalidParameters, unauthorized } from './refusals.ts';
import type { Answer, Call, Match, Route, Router } from './router.ts';

const largestBody = 1024 * 1024;

/** Answers one request. */
export async function serve(
	environment: Environment,
	router: Router,
	request: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	let match: Match | undefined;
	let answer: Answer;
	try {
		const { hostname, url } = addressOf(request);
		match = router.match(request.method ?? 'GET', url.pathname);
		if (!match) throw new Refusal(404, { message: 'Not Found' });
		answer = await answerMatch(environment, match, request, hostname, url);
	} catch (error) {
		answer = failure(error, match?.route);
	}
	if (!response.destroyed) write(response, answer);
}

/** Refuses every host but this machine's, so that no foreign page can reach in by its DNS. */
function addressOf(request: IncomingMessage): { hostname: string; url: URL } {
	const url = URL.parse(request.url ?? '/', `http://${request.headers.host}`);
	if (!url || !['localhost', '127.0.0.1'].includes(url.hostname)) {
		throw new Refusal(403, { message: 'This host is not served.' });
	}
	return { hostname: url.hostname, url };
}

async function answerMatch(
	environment: Environment,
	{ route, params }: Match,
	request: IncomingMessage,
	hostname: string,
	url: URL
): Promise<Answer> {
	const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
	if (route.access === 'key' && !apiKeys.includes(bearer)) {
		throw unauthorized();
	}
	const body = await readBody(request);
	const call: Call = {
		hostname,
		params,
		query: url.searchParams,
		body: route.access === 'browser' ? {} : parseJson(request, body),
		form: new URLSearchParams(route.access === 'browser' ? body : ''),
		userAgent: request.headers['user-agent'] ?? null,
		ipAddress: request.socket.remoteAddress ?? null,
		browser: browserIn(request.headers.cookie)
	};
	const key = request.headers['idempotency-key'];
	const isKeyed = route.access === 'key' && route.method === 'POST' && typeof key === 'string';
	return isKeyed
		? once(environment, `${route.path} ${key}`, () => route.answer(call))
		: route.answer(call);
}

/** The same Idempotency-Key, the same answer, for a day. A refusal changed nothing, so is not kept. */
async function once(
	{ store, now }: Environment,
	id: string,
	answer: () => Answer | Promise<Answer>
): Promise<Answer> {
	const before = store.answers.get(id);
	if (before && before.expires_at > timestamp(now())) return before;
	const { status, json } = await answer();
	const expires_at = timestamp(now() + 24 * 60 * 60 * 1000);
	return store.answers.put({ id, status, json, expires_at });
}

async function readBody(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > largestBody) throw new Refusal(413, { message: 'The body is too large.' });
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/** JSON only, which a foreign page in a browser cannot send here without being asked first. */
function parseJson(request: IncomingMessage, body: string): Record<string, unknown> {
	if (!body) return {};
	if (!request.headers['content-type']?.startsWith('application/json')) {
		throw new Refusal(415, { message: 'The body must be JSON.' });
	}
	try {
		const value: unknown = JSON.parse(body);
		if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
	} catch {
		// Said below, as for JSON that is no object.
	}
	throw invalidParameters('The body must be a JSON object.');
}

function failure(error: unknown, route: Route | undefined): Answer {
	const isRefusal = error instanceof Refusal;
	if (!isRefusal && !isHangUp(error)) console.error('The stand-in of WorkOS failed:', error);
	const status = isRefusal ? error.status : 500;
	const body = isRefusal ? error.body : { message: String(error) };
	if (route?.access === 'browser') return errorPage(String(body.message), status);
	return { status, json: body };
}

/** A client that went away while it was still sending. */
function isHangUp(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

function write(response: ServerResponse, answer: Answer): void {
	const { status, json, html, location, cookie, at } = answer;
	response.statusCode = status;
	response.setHeader('Cache-Control', 'no-store');
	if (location) response.setHeader('Location', location);
	if (cookie) response.setHeader('Set-Cookie', cookie);
	if (at !== undefined) response.setHeader('Date', new Date(at).toUTCString());
	if (html !== undefined) {
		response.setHeader('Content-Type', 'text/html; charset=utf-8');
		response.setHeader('Content-Security-Policy', contentSecurityPolicy);
		response.setHeader('Referrer-Policy', 'no-referrer');
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.end(html);
	} else if (json !== undefined) {
		response.setHeader('Content-Type', 'application/json; charset=utf-8');
		response.end(JSON.stringify(json));
	} else {
		response.end();
	}
}
