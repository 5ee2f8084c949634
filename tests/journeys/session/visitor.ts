import type { Organization, Person } from '../../fixtures.ts';

/** What came back, read to its end. */
export interface Answer {
	status: number;
	headers: Headers;
	body: string;
	/** Where a redirect leads, as a whole URL. */
	location: string;
}

interface Ask {
	method?: string;
	body?: BodyInit;
	headers?: Record<string, string>;
	/** Which instance of the app to ask, when not the first. */
	at?: string;
	/** Goes away before there is an answer. */
	signal?: AbortSignal;
}

/**
 * A browser as far as requests and cookies go, quicker than a real one: each answer's cookies count
 * from the moment it arrives, whenever it was asked for. Redirects are not followed.
 */
export class Visitor {
	readonly url: string;
	/** How long each answer is on its way, in milliseconds. */
	delay = () => 0;
	/** What it says it is. */
	userAgent = '';
	#jar = new Map<string, { value: string; until: number }>();

	constructor(url: string) {
		this.url = url;
	}

	async ask(path: string, { at = this.url, headers, ...rest }: Ask = {}): Promise<Answer> {
		const url = new URL(path, at);
		const response = await fetch(url, {
			...rest,
			// A body that is sent while it is made.
			...(rest.body instanceof ReadableStream && { duplex: 'half' }),
			headers: {
				...{ cookie: this.header(), origin: at },
				...(this.userAgent && { 'user-agent': this.userAgent }),
				...headers
			},
			redirect: 'manual'
		});
		const body = await response.text();
		const late = this.delay();
		if (late) await new Promise((resume) => setTimeout(resume, late));
		for (const line of response.headers.getSetCookie()) this.#keep(line);
		const location = response.headers.get('location') ?? '';
		return {
			status: response.status,
			headers: response.headers,
			body,
			location: location && new URL(location, url).href
		};
	}

	/** Asks for a page as a document. */
	open(path: string, at?: string): Promise<Answer> {
		return this.ask(path, { at, headers: { accept: 'text/html' } });
	}

	/** Sends a form as a browser without JavaScript does. */
	post(path: string, fields: Record<string, string> = {}, at?: string): Promise<Answer> {
		const body = new URLSearchParams(fields);
		return this.ask(path, { method: 'POST', body, at, headers: { accept: 'text/html' } });
	}

	/** Sends a form as SvelteKit's own script does. */
	postWithScript(path: string, fields: Record<string, string> = {}): Promise<Answer> {
		const body = new URLSearchParams(fields);
		const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
		return this.ask(path, { method: 'POST', body, headers });
	}

	/** Signs in on WorkOS' page, and comes back as far as the redirect to `returnTo`. */
	async signIn(
		person: Pick<Person, 'email'>,
		{ organization, returnTo = '/orgs' }: { organization?: Organization; returnTo?: string } = {}
	): Promise<Answer> {
		return this.open(await this.authorize(person, { organization, returnTo }));
	}

	/** The callback address that WorkOS sends this browser to after signing in. */
	async authorize(
		{ email }: Pick<Person, 'email'>,
		{ organization, returnTo = '/orgs' }: { organization?: Organization; returnTo?: string } = {}
	): Promise<string> {
		const query = new URLSearchParams({ returnTo });
		if (organization) query.set('organization', organization.id);
		const start = await this.open(`/sign-in?${query}`);
		const page = await fetch(start.location);
		const body = new URLSearchParams({ email });
		const answer = await fetch(page.url, { method: 'POST', body, redirect: 'manual' });
		return answer.headers.get('location') ?? '';
	}

	signOut(): Promise<Answer> {
		return this.post('/sign-out');
	}

	/** The cookies that would go with the next request. */
	cookies(): Map<string, string> {
		const now = Date.now();
		const live = [...this.#jar].filter(([, { until }]) => until > now);
		return new Map(live.map(([name, { value }]) => [name, value]));
	}

	setCookie(name: string, value: string): void {
		this.#jar.set(name, { value, until: Infinity });
	}

	dropCookies(pattern: RegExp): void {
		for (const name of this.#jar.keys()) if (pattern.test(name)) this.#jar.delete(name);
	}

	/** Another browser with the same cookies, as if somebody had copied them. */
	copy(): Visitor {
		const other = new Visitor(this.url);
		for (const [name, value] of this.cookies()) other.setCookie(name, value);
		return other;
	}

	header(): string {
		return [...this.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	#keep(line: string): void {
		const [pair = '', ...attributes] = line.split(';');
		const name = pair.slice(0, pair.indexOf('='));
		const value = pair.slice(pair.indexOf('=') + 1);
		const maxAge = attributes.join(';').match(/max-age=(\d+)/i)?.[1];
		const until = maxAge === undefined ? Infinity : Date.now() + Number(maxAge) * 1000;
		this.#jar.set(name, { value, until });
	}
}
