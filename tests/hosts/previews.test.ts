import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { join, newOrganization, newPerson, unique } from '../fixtures.ts';
import { send } from '../attacks/raw.ts';
import { Visitor } from '../journeys/session/visitor.ts';
import { stack } from '../stack.ts';
import { runChild } from '../../local/children.ts';
import { startWorkerd } from '../workerd.ts';
import { startFunctions } from './start.ts';

/*
 * Previews, each at an address of its own, signing in with WorkOS' staging environment: the redirect
 * URI is that address', which WorkOS must know.
 */

interface Running {
	url: string;
	stop(): Promise<void>;
}

/** What stands before a host's own programs: it says at which address somebody asked. */
async function startFront(behind: string, origin: string): Promise<Running> {
	const { host, protocol } = new URL(origin);
	const said = { host, 'x-test-proto': protocol.slice(0, -1) };
	const server = createServer((incoming, outgoing) => {
		const { url: path, method, headers } = incoming;
		// As it came: a path that begins with two slashes is no address.
		const { hostname, port } = new URL(behind);
		const onward = request({ hostname, port, path, method, headers: { ...headers, ...said } });
		onward.on('response', (answer) => {
			outgoing.writeHead(answer.statusCode!, answer.headers);
			answer.pipe(outgoing);
		});
		onward.on('error', () => outgoing.destroy());
		incoming.pipe(onward);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async stop() {
			server.closeAllConnections();
			server.close();
		}
	};
}

/** A browser that finds an address behind such a front. */
class At extends Visitor {
	readonly #origin: string;

	constructor(url: string, origin: string) {
		super(url);
		this.#origin = origin;
	}

	override async ask(path: string, options: Parameters<Visitor['ask']>[1] = {}) {
		const { pathname, search } = new URL(path, this.#origin);
		const headers = { origin: this.#origin, ...options.headers };
		const answer = await super.ask(pathname + search, { ...options, headers });
		const location = answer.headers.get('location');
		return { ...answer, location: location ? new URL(location, this.#origin).href : '' };
	}
}

async function visit<Result>(
	app: Running,
	origin: string,
	work: (visitor: At) => Promise<Result>
): Promise<Result> {
	const front = await startFront(app.url, origin);
	try {
		return await work(new At(front.url, origin));
	} finally {
		await front.stop();
	}
}

/** As somebody does in WorkOS' dashboard, or the build of a preview. */
function register(uri: string): Promise<string> {
	return runChild({
		command: process.execPath,
		args: [resolve('commands/run.js'), 'redirect-uri', uri.replace(/\/callback$/, '')],
		env: { PATH: process.env.PATH, ...stack.env }
	});
}

const name = unique();
const branch = `orgdeck-git-${name}-acme.vercel.app`;
const deployment = `orgdeck-${name}-acme.vercel.app`;
const prime = `https://deploy-preview-7--${name}.netlify.app`;
const pattern = `https://*-orgdeck.${name}.workers.dev`;

const hosts: {
	name: string;
	start: () => Promise<Running>;
	registered: string;
	origin: string;
	/** Another address of the same preview, which nobody has registered. */
	unregistered: string;
}[] = [
	{
		name: 'Vercel',
		start: () =>
			startFunctions('vercel', {
				env: {
					ORIGIN: '',
					VERCEL_ENV: 'preview',
					VERCEL_BRANCH_URL: branch,
					VERCEL_URL: deployment
				}
			}),
		registered: `https://${branch}/callback`,
		origin: `https://${branch}`,
		unregistered: `https://${deployment}`
	},
	{
		name: 'Netlify',
		start: () =>
			startFunctions('netlify', {
				env: { ORIGIN: '', PREVIEW_ORIGINS: `${prime} ${prime.replace('7', '8')}` }
			}),
		registered: `${prime}/callback`,
		origin: prime,
		unregistered: prime.replace('7', '8')
	},
	{
		name: 'Cloudflare',
		start: () =>
			startWorkerd({ ORIGIN: '', PREVIEW_ORIGINS: `${pattern} https://*.${name}.example.com` }),
		registered: `${pattern}/callback`,
		origin: pattern.replace('*', 'pr-7'),
		unregistered: `https://pr-7.${name}.example.com`
	}
];

describe.each(hosts)('a preview on $name', ({ start, registered, origin, unregistered }) => {
	let app: Running;
	beforeAll(async () => {
		app = await start();
		expect(await register(registered)).toContain(`leads back to ${registered} from now on`);
	});
	afterAll(() => app?.stop());

	async function somebody() {
		const [organization, person] = await Promise.all([newOrganization(), newPerson()]);
		await join(person, organization, 'admin');
		return { organization, person };
	}

	test('signs in at its own address, with cookies for it alone', async () => {
		const { organization, person } = await somebody();
		await visit(app, origin, async (visitor) => {
			const back = await visitor.signIn(person, { organization, returnTo: '/orgs' });
			expect(back.status).toBe(303);
			expect(back.location).toBe(`${origin}/orgs`);
			for (const cookie of back.headers.getSetCookie()) {
				expect(cookie).toMatch(/^__Host-orgdeck-[^;]+;.*Secure/);
			}
			const page = await visitor.open(`/orgs/${organization.slug}`);
			expect(page.status).toBe(200);
			expect(page.body).toContain(organization.name);
			// Its forms are its own, and those of another preview are not.
			expect((await visitor.post('/orgs?/create', { name: '' })).status).toBe(400);
			const headers = { origin: unregistered, accept: 'text/html' };
			const body = new URLSearchParams({ name: 'Foreign' });
			const foreign = await visitor.ask('/orgs?/create', { method: 'POST', body, headers });
			expect(foreign.status).toBe(403);
		});
	});

	test('says where it is not registered, and sends nobody there', async () => {
		const { location } = await visit(app, unregistered, (visitor) => visitor.open('/sign-in'));
		expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${unregistered}/callback`);
		const page = await fetch(location);
		expect(page.status).toBe(400);
		const text = await page.text();
		expect(text).toContain('is not one of the registered addresses');
		expect(text).toContain(`${unregistered}/callback`);
	});

	test('is not the host that a path begins with', async () => {
		const front = await startFront(app.url, 'https://evil.test');
		const { status, location, body } = await send(front.url, { path: '//evil.test/sign-in' });
		await front.stop();
		expect(status).not.toBe(302);
		expect(location + body).not.toContain('evil.test/callback');
	});

	test('is no other address, whatever the request says', async () => {
		const answer = await visit(app, 'https://evil.test', (visitor) => visitor.open('/sign-in'));
		if (origin.endsWith('.workers.dev')) {
			expect(answer.status).toBe(421);
			expect(answer.body).toContain(
				'This deployment does not know that it is found at https://evil.test'
			);
			expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
			return;
		}
		const back = new URL(answer.location).searchParams.get('redirect_uri');
		expect(back).toBe(`${origin}/callback`);
	});
});

test('production is at its one address on each host', async () => {
	const ORIGIN = 'https://orgdeck.example.com';
	for (const start of [
		() =>
			startFunctions('vercel', {
				env: {
					ORIGIN: '',
					VERCEL_ENV: 'production',
					VERCEL_PROJECT_PRODUCTION_URL: 'orgdeck.example.com',
					VERCEL_URL: deployment
				}
			}),
		() => startFunctions('netlify', { env: { ORIGIN } }),
		() => startWorkerd({ ORIGIN })
	]) {
		const app = await start();
		const answer = await visit(app, `https://${deployment}`, (visitor) => visitor.open('/sign-in'));
		expect(new URL(answer.location).searchParams.get('redirect_uri')).toBe(`${ORIGIN}/callback`);
		expect(answer.headers.get('strict-transport-security')).toBe('max-age=63072000');
		await app.stop();
	}
});
