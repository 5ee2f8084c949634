import { Agent, createServer, request as send } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { SignJWT } from 'jose';

/** The keys of the local project, in the form of Supabase' new API keys. */
export const publishableKey = 'sb_publishable_local';
export const secretKey = 'sb_secret_local';

/** A project may have several of each, which all count: so one takes the place of another. */
const publishableKeys = [publishableKey, `${publishableKey}_next`];
const secretKeys = [secretKey, `${secretKey}_next`];

/** The id of the gateway's own signing key; PostgREST from 13 on finds keys by it. */
const keyId = 'gateway';

export interface Gateway {
	url: string;
	stop(): Promise<void>;
}

interface GatewayOptions {
	port: number;
	/** Where PostgREST answers. */
	upstream: URL;
	/** The HS256 secret of the project. */
	jwtSecret: string;
}

/** The gateway's signing key in the form PostgREST reads. */
export function gatewayKey(jwtSecret: string): JsonWebKey {
	const k = Buffer.from(jwtSecret).toString('base64url');
	return { kty: 'oct', alg: 'HS256', kid: keyId, k } as JsonWebKey;
}

/**
 * What stands before the Data API of a Supabase project: it asks for an API key and turns it into
 * the role it stands for, unless the request brings the token of a person.
 */
export async function startGateway({
	port,
	upstream,
	jwtSecret
}: GatewayOptions): Promise<Gateway> {
	// PostgREST closes a connection that was idle for 30 seconds; letting go earlier avoids sending
	// a request into a connection that is just being closed.
	const agent = new Agent({ keepAlive: true, maxFreeSockets: 32, timeout: 20_000 });
	// As for hosted ones. After Node's own five seconds a busy client would now and then send a request
	// into a connection that is just being closed.
	const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
		handle(request, response).catch((error) => {
			console.error(error);
			refuse(response, 500, { message: 'An unexpected error occurred' });
		});
	});

	async function handle(request: IncomingMessage, response: ServerResponse) {
		const url = new URL(request.url ?? '/', 'http://gateway');
		if (request.method === 'OPTIONS') return answerPreflight(request, response);
		const isData = url.pathname === '/rest/v1' || url.pathname.startsWith('/rest/v1/');
		if (!isData) return refuse(response, 404, { message: 'no Route matched with those values' });

		const apikey = header(request, 'apikey') ?? url.searchParams.get('apikey');
		const problem = judgeKey(apikey, request.headers['user-agent']);
		if (problem) return refuse(response, 401, problem);

		url.searchParams.delete('apikey');
		const headers: OutgoingHttpHeaders = { ...request.headers, host: upstream.host };
		delete headers.apikey;
		const authorization = request.headers.authorization;
		if (!authorization || authorization === `Bearer ${apikey}`) {
			const role = secretKeys.includes(apikey ?? '') ? 'service_role' : 'anon';
			headers.authorization = `Bearer ${await roleToken(role)}`;
		}
		const path = url.pathname.slice('/rest/v1'.length) || '/';
		forward(request, response, `${path}${queryOf(request, url)}`, headers);
	}

	function forward(
		request: IncomingMessage,
		response: ServerResponse,
		path: string,
		headers: OutgoingHttpHeaders
	) {
		const { hostname, port: upstreamPort } = upstream;
		const onward = send(
			{ hostname, port: upstreamPort, method: request.method, path, headers, agent },
			(answer) => {
				// Headers about the connection are true of the one to PostgREST only.
				const headers: OutgoingHttpHeaders = { ...answer.headers, ...crossOrigin };
				delete headers.connection;
				delete headers['keep-alive'];
				response.writeHead(answer.statusCode ?? 502, headers);
				answer.pipe(response);
				answer.on('error', () => response.destroy());
			}
		);
		onward.on('error', (error: NodeJS.ErrnoException) => {
			if (response.headersSent) return response.destroy();
			const isAway = error.code === 'ECONNREFUSED';
			if (isAway) refuse(response, 503, { message: 'name resolution failed' });
			else
				refuse(response, 502, {
					message: 'An invalid response was received from the upstream server'
				});
		});
		response.on('close', () => {
			if (!response.writableFinished) onward.destroy();
		});
		request.pipe(onward);
	}

	const tokens = new Map<string, { token: string; until: number }>();
	/** A token for an API key, which is none itself. Short-lived, and signed anew in time. */
	async function roleToken(role: string): Promise<string> {
		const now = Math.floor(Date.now() / 1000);
		const known = tokens.get(role);
		if (known && known.until > now + 30) return known.token;
		const until = now + 300;
		const token = await new SignJWT({ role, ref: 'local' })
			.setProtectedHeader({ alg: 'HS256', kid: keyId, typ: 'JWT' })
			.setIssuer('supabase')
			.setIssuedAt(now)
			.setExpirationTime(until)
			.sign(Buffer.from(jwtSecret));
		tokens.set(role, { token, until });
		return token;
	}

	await new Promise<void>((done, fail) => {
		server.once('error', fail);
		server.listen({ port, host: '127.0.0.1' }, done);
	});
	return {
		url: `http://127.0.0.1:${port}`,
		stop: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
				agent.destroy();
			})
	};
}

const crossOrigin = { 'access-control-allow-origin': '*' };

function judgeKey(apikey: string | null, userAgent = ''): object | null {
	if (!apikey) {
		return {
			message: 'No API key found in request',
			hint: 'No `apikey` request header or url param was found.'
		};
	}
	if (![...publishableKeys, ...secretKeys].includes(apikey)) {
		return { message: 'Invalid API key', hint: 'Double check your API key.' };
	}
	if (secretKeys.includes(apikey) && /^Mozilla\//.test(userAgent)) {
		return {
			message: 'Forbidden use of secret API key in browser',
			hint: 'Secret API keys can only be used in a protected environment and should never be used in a browser. Delete this secret API key immediately.'
		};
	}
	return null;
}

function answerPreflight(request: IncomingMessage, response: ServerResponse) {
	response.writeHead(204, {
		...crossOrigin,
		'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS',
		'access-control-allow-headers': header(request, 'access-control-request-headers') ?? '*',
		'access-control-max-age': '3600'
	});
	response.end();
}

function refuse(response: ServerResponse, status: number, body: object) {
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...crossOrigin });
	response.end(JSON.stringify(body));
}

/** The query as it came, since PostgREST's own syntax must not be encoded anew. */
function queryOf(request: IncomingMessage, url: URL): string {
	const raw = request.url ?? '';
	const query = raw.includes('?') ? raw.slice(raw.indexOf('?')) : '';
	return /[?&]apikey=/.test(query) ? url.search : query;
}

function header(request: IncomingMessage, name: string): string | null {
	const value = request.headers[name];
	return typeof value === 'string' ? value : null;
}
