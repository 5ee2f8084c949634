import type { Cookies, RequestEvent } from '@sveltejs/kit';

interface Set {
	value: string;
	options: Parameters<Cookies['set']>[2];
}

/** As much of a request as cookies and addresses need, and what an answer would set. */
export function eventAt(
	address: string,
	{ cookies = {}, ...init }: RequestInit & { cookies?: Record<string, string> } = {}
): RequestEvent & { jar: Map<string, string>; sent: Map<string, Set> } {
	const url = new URL(address, 'http://localhost:5173');
	const jar = new Map(Object.entries(cookies));
	const sent = new Map<string, Set>();
	const set = (name: string, value: string, options: Set['options']) => {
		jar.set(name, value);
		sent.set(name, { value, options });
	};
	return {
		url,
		request: new Request(url, init),
		route: { id: null },
		locals: {},
		jar,
		sent,
		cookies: {
			get: (name: string) => jar.get(name),
			getAll: () => [...jar].map(([name, value]) => ({ name, value })),
			set,
			delete: (name: string, options: Set['options']) => {
				set(name, '', { ...options, maxAge: 0 });
				jar.delete(name);
			}
		}
	} as unknown as ReturnType<typeof eventAt>;
}
