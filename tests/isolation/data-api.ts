import { stack } from '../stack.ts';

/** A request to the Data API, as it goes over the wire. */
export interface Request {
	method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
	/** With its query. */
	path: string;
	prefer?: string[];
	accept?: string;
	body?: unknown;
}

export interface Response {
	status: number;
	headers: Headers;
	body: string;
}

const { PUBLIC_SUPABASE_URL: url, PUBLIC_SUPABASE_PUBLISHABLE_KEY: apikey } = stack.env;

/** Sends it with this token, or with none. */
export async function send(
	{ method, path, prefer = [], accept, body }: Request,
	jwt: string | null
): Promise<Response> {
	const response = await fetch(`${url}/rest/v1/${path}`, {
		method,
		headers: {
			apikey,
			...(jwt && { authorization: `Bearer ${jwt}` }),
			...(accept && { accept }),
			...(prefer.length > 0 && { prefer: prefer.join(', ') }),
			...(body !== undefined && { 'content-type': 'application/json' })
		},
		body: body === undefined ? undefined : JSON.stringify(body)
	});
	return { status: response.status, headers: response.headers, body: await response.text() };
}

/** The code of a refusal: PostgREST's own or Postgres'. */
export function codeOf({ status, body }: Response): string | null {
	if (status < 400) return null;
	try {
		return (JSON.parse(body) as { code?: string }).code ?? `status ${status}`;
	} catch {
		return `status ${status}`;
	}
}

/** How many rows there are in all, or were written: the last part of Content-Range. */
export function totalOf({ headers }: Response): number | null {
	const total = headers.get('content-range')?.split('/')[1];
	return total === undefined || total === '*' ? null : Number(total);
}
