import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';

const types: Record<string, string> = {
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.json': 'application/json; charset=utf-8'
};

/** The file of this name as a host serves it, with these headers; null when there is none. */
export function asset(folder: string, pathname: string, headers: Headers): Response | null {
	const file = join(folder, normalize(`/${decode(pathname)}`));
	if (!existsSync(file) || !statSync(file).isFile()) return null;
	const given = new Headers({ 'content-type': types[extname(file)] ?? 'application/octet-stream' });
	// What a host says of a file by itself.
	given.set('cache-control', 'public, max-age=0, must-revalidate');
	for (const [name, value] of headers) given.set(name, value);
	return new Response(new Uint8Array(readFileSync(file)), { headers: given });
}

function decode(pathname: string): string {
	try {
		return decodeURIComponent(pathname);
	} catch {
		return pathname;
	}
}
