import { stack } from '../stack.ts';
import type { Values } from './language.ts';

/** What the Data API answered, as it came. */
export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	/** The rows of an answer in JSON; none where it is not a list. */
	rows: Values[];
	/** The code of a refusal. */
	code: string | null;
}

export interface Asking {
	method?: string;
	headers?: Record<string, string>;
	body?: unknown;
}

/** One request to the Data API with this token, or without one as somebody who is not signed in. */
export async function request(
	token: string | null,
	path: string,
	{ method = 'GET', headers = {}, body }: Asking = {}
): Promise<Answer> {
	const { PUBLIC_SUPABASE_URL: url, PUBLIC_SUPABASE_PUBLISHABLE_KEY: apikey } = stack.env;
	const response = await fetch(`${url}/rest/v1/${path}`, {
		method,
		headers: {
			apikey,
			...(token && { authorization: `Bearer ${token}` }),
			...(body !== undefined && { 'content-type': 'application/json' }),
			...headers
		},
		body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
	});
	const text = await response.text();
	const content = parse(text);
	const list = Array.isArray(content) ? (content as Values[]) : [];
	const code = content && !Array.isArray(content) ? (content as Values).code : null;
	return {
		status: response.status,
		headers: response.headers,
		text,
		rows: list,
		code: typeof code === 'string' ? code : null
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** A filter for exactly this row. */
export function filterFor(key: Values): string {
	return Object.entries(key)
		.map(([column, value]) => `${column}=eq.${encodeURIComponent(String(value))}`)
		.join('&');
}
