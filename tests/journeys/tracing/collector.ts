import { createServer } from 'node:http';

/** A span as OTLP writes it in JSON. */
export interface Span {
	traceId: string;
	spanId: string;
	parentSpanId?: string;
	name: string;
	attributes: Record<string, string | number | boolean>;
	events: unknown[];
	status: { code?: number; message?: string };
}

export interface Collector {
	url: string;
	spans: Span[];
	/** All that it was sent, as text. */
	text(): string;
	stop(): Promise<void>;
}

interface Sent {
	resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
}
type SentSpan = Omit<Span, 'attributes'> & {
	attributes: { key: string; value: Record<string, string | number | boolean> }[];
};

/** What an OpenTelemetry collector is to whoever sends it spans: OTLP over HTTP, as JSON. */
export async function startCollector(): Promise<Collector> {
	const spans: Span[] = [];
	let text = '';
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request.setEncoding('utf8')) body += chunk;
		text += body;
		const { resourceSpans } = JSON.parse(body) as Sent;
		for (const { scopeSpans } of resourceSpans) {
			spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(read)));
		}
		response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
	});
	await new Promise<void>((done) => server.listen({ port: 0, host: '127.0.0.1' }, done));
	const { port } = server.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}`,
		spans,
		text: () => text,
		stop: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
			})
	};
}

function read(sent: SentSpan): Span {
	const pairs = sent.attributes.map(({ key, value }) => [key, Object.values(value)[0]!] as const);
	return { ...sent, attributes: Object.fromEntries(pairs) };
}
