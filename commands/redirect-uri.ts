import { loadEnv } from 'vite';
import { netlifyOrigins, originsOf } from '../adapters/origin.js';

/**
 * `npm run redirect-uri [-- <address>…]`: has WorkOS send people back to these addresses after they
 * signed in; without one, to those of the preview that Vercel or Netlify builds. WorkOS takes no `*`
 * where strangers have names beside ours, as below vercel.app and netlify.app, so previews there are
 * registered one by one.
 *
 * It fails no build: a preview in which nobody can sign in still shows the rest.
 */
export default async function redirectUri(addresses: string[]): Promise<number> {
	const env = { ...loadEnv('production', process.cwd(), ''), ...process.env };
	const origins = addresses.length > 0 ? addresses : ofPreview(env);
	if (!origins) return 0;
	if (origins.length === 0) {
		console.error('Say which address: `npm run redirect-uri -- https://preview.example.com`.');
		// Where Vercel is set not to tell a build its address.
		return env.CI ? 0 : 1;
	}
	const { WORKOS_API_KEY: key, WORKOS_API_URL: api = 'https://api.workos.com' } = env;
	if (!key) {
		console.error('Nothing was registered: set WORKOS_API_KEY where this runs, too.');
		return 0;
	}
	for (const origin of origins) {
		console.log(await register(`${origin.replace(/\/$/, '')}/callback`, api, key));
	}
	return 0;
}

/** Null in production, whose address is registered once, by hand. */
function ofPreview(env: Record<string, string | undefined>): string[] | null {
	if (env.VERCEL_ENV === 'production' || env.CONTEXT === 'production') return null;
	return originsOf({ ...env, ORIGIN: '', NETLIFY_ORIGINS: netlifyOrigins(env) });
}

/** What became of it, in a sentence. */
async function register(uri: string, api: string, key: string): Promise<string> {
	const answer = await fetch(`${api}/user_management/redirect_uris`, {
		method: 'POST',
		headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
		body: JSON.stringify({ uri }),
		signal: AbortSignal.timeout(10_000)
	}).catch((reason: unknown) => reason as Error);
	if (answer instanceof Error) return `WorkOS could not be asked about ${uri}: ${answer.message}`;
	if (answer.ok) return `WorkOS leads back to ${uri} from now on.`;
	const { message = '' } = (await answer.json().catch(() => ({}))) as { message?: string };
	if (message.includes('already exists')) return `WorkOS leads back to ${uri} already.`;
	return `WorkOS did not take ${uri}: ${answer.status} ${message}`;
}
