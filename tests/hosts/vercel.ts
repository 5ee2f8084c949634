import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asset } from './asset.ts';
import type { Answer, Context } from './instance.ts';

const output = '.vercel/output';

/** A route of Vercel's Build Output API, version 3, as far as the adapter writes such. */
interface Route {
	handle?: 'filesystem';
	src?: string;
	dest?: string;
	status?: number;
	headers?: Record<string, string>;
	continue?: boolean;
}

/** Vercel: its routes, its files and its functions, which it calls on `fetch`. */
export async function vercel(): Promise<Answer> {
	const { routes }: { routes: Route[] } = JSON.parse(readFileSync(`${output}/config.json`, 'utf8'));
	// What `waitUntil` of @vercel/functions asks for.
	const calls = new AsyncLocalStorage<Context>();
	Object.assign(globalThis, {
		[Symbol.for('@vercel/request-context')]: { get: () => calls.getStore() }
	});

	return async (request, { ip, ...context }) => {
		const url = new URL(request.url);
		const headers = new Headers();
		for (const route of routes) {
			if (route.handle) {
				const found = asset(`${output}/static`, url.pathname, headers);
				if (found) return found;
				continue;
			}
			if (!new RegExp(`^(?:${route.src})$`).test(url.pathname)) continue;
			for (const [name, value] of Object.entries(route.headers ?? {})) headers.set(name, value);
			if (route.status) return new Response('Not found', { status: route.status, headers });
			if (route.dest) {
				const call = new Request(request);
				call.headers.set('x-forwarded-for', ip);
				const { fetch } = await load(route.dest);
				return calls.run(context, () => fetch(call));
			}
		}
		return new Response('Not found', { status: 404, headers });
	};
}

async function load(dest: string): Promise<{ fetch(request: Request): Promise<Response> }> {
	const folder = realpathSync(join(output, 'functions', `${dest === '/' ? '/index' : dest}.func`));
	const { handler } = JSON.parse(readFileSync(join(folder, '.vc-config.json'), 'utf8'));
	const module = await import(pathToFileURL(join(folder, handler)).href);
	return module.default;
}
