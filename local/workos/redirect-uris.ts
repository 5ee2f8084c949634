import { onlyKnown, requiredText } from './body.ts';
import { timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { invalidParameters } from './refusals.ts';
import type { Route } from './router.ts';

/** Those that an app on this machine needs, which nobody has to register. */
const always = ['http://localhost:*/callback', 'http://127.0.0.1:*/callback'];

/** Whether WorkOS would send somebody back to this address. */
export function isRedirectUri({ store }: Environment, address: string): boolean {
	const patterns = [...always, ...store.redirectUris.filter(() => true).map(({ uri }) => uri)];
	return patterns.some((pattern) => fits(pattern, address));
}

/**
 * WorkOS' rules for `*`: once, in the part of the host that is furthest from its root, for letters,
 * digits, hyphens and underscores, or in place of the port, on this machine.
 */
function fits(pattern: string, address: string): boolean {
	const url = URL.parse(address);
	if (!url || url.username || url.search || url.hash) return false;
	const [before = '', after] = pattern.split('*');
	if (after === undefined) return url.href === new URL(pattern).href;
	if (before.endsWith(':')) {
		const port = url.port && `:${url.port}`;
		return address === `${before.slice(0, -1)}${port}${after}`;
	}
	const middle = address.slice(before.length, address.length - after.length);
	return address.startsWith(before) && address.endsWith(after) && /^[\w-]+$/.test(middle);
}

/** Hosts under which strangers have names of their own: a wildcard there would let all of them in. */
const publicSuffixes = ['vercel.app', 'netlify.app', 'workers.dev', 'pages.dev', 'ngrok-free.app'];

function mayBeRegistered(uri: string): boolean {
	const url = URL.parse(uri.replace('*', 'x'));
	if (!url || !/^https?:$/.test(url.protocol) || uri.split('*').length > 2) return false;
	if (!uri.includes('*')) return true;
	const [first = '', ...rest] = uri
		.replace(/^https?:\/\//, '')
		.split(/[/:]/)[0]!
		.split('.');
	return first.includes('*') && rest.length >= 2 && !publicSuffixes.includes(rest.join('.'));
}

export function redirectUriRoutes(environment: Environment): Route[] {
	const { store, now } = environment;
	return [
		{
			method: 'POST',
			path: '/user_management/redirect_uris',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'uri');
				const uri = requiredText(body, 'uri');
				if (!mayBeRegistered(uri)) throw invalidParameters(`Redirect URI '${uri}' is not valid.`);
				if (store.redirectUris.find((row) => row.uri === uri)) {
					throw invalidParameters(`Redirect URI '${uri}' already exists.`);
				}
				const at = timestamp(now());
				const row = { id: newId('ruri', now()), uri, created_at: at, updated_at: at };
				store.redirectUris.put(row);
				return { status: 201, json: { object: 'redirect_uri', default: false, ...row } };
			}
		}
	];
}
