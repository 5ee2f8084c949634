/** A request, read. */
export interface Call {
	/** The host that was asked, `localhost` or `127.0.0.1`. */
	hostname: string;
	params: Record<string, string>;
	query: URLSearchParams;
	/** Of a JSON request. */
	body: Record<string, unknown>;
	/** Of a form of the hosted pages. */
	form: URLSearchParams;
	userAgent: string | null;
	ipAddress: string | null;
	/** What the browser's cookie says it is; null where it has none. */
	browser: string | null;
}

export interface Answer {
	status: number;
	json?: unknown;
	html?: string;
	location?: string;
	/** To be kept by the browser. */
	cookie?: string;
	/** When it is answered, in milliseconds; now unless told. */
	at?: number;
}

export interface Route {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	path: string;
	/** `key` asks for the environment's API key; `browser` is what people see. */
	access: 'key' | 'public' | 'browser' | 'test';
	answer(call: Call): Answer | Promise<Answer>;
}

export interface Match {
	route: Route;
	params: Record<string, string>;
}

/** Finds the route for a path, and counts, so that a test can tell which were never tried. */
export class Router {
	readonly calls = new Map<string, number>();
	readonly #routes: { route: Route; parts: string[] }[];

	constructor(routes: Route[]) {
		this.#routes = routes.map((route) => ({ route, parts: route.path.split('/') }));
		for (const route of routes) this.calls.set(`${route.method} ${route.path}`, 0);
	}

	match(method: string, pathname: string): Match | undefined {
		const segments = pathname.split('/').map(decode);
		for (const { route, parts } of this.#routes) {
			const params = route.method === method ? paramsOf(parts, segments) : undefined;
			if (!params) continue;
			const name = `${route.method} ${route.path}`;
			this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
			return { route, params };
		}
		return undefined;
	}
}

function paramsOf(parts: string[], segments: string[]): Record<string, string> | undefined {
	if (parts.length !== segments.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, part] of parts.entries()) {
		const segment = segments[index] ?? '';
		if (part.startsWith(':')) params[part.slice(1)] = segment;
		else if (part !== segment) return undefined;
	}
	return params;
}

/** A segment that is not well encoded names nothing. */
function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return '';
	}
}
