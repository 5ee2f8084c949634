import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkOS } from '@workos-inc/node';
import { decodeJwt } from 'jose';
import type { JWTPayload } from 'jose';
import { startWorkos } from '../../local/workos/server.ts';
import type { Workos, WorkosOptions } from '../../local/workos/server.ts';
import { checkAnswer } from './openapi.ts';

/*
 * The environment under test: the stand-in, started for it, or a real one, named by
 * WORKOS_CONTRACT_URL, WORKOS_CONTRACT_API_KEY and WORKOS_CONTRACT_CLIENT_ID. Use one that holds
 * nothing of worth. There, what needs a person at the sign-in page or a moved clock is skipped.
 */

export const { WORKOS_CONTRACT_URL: realUrl } = process.env;
export const isReal = realUrl !== undefined;

const apiKey = process.env.WORKOS_CONTRACT_API_KEY ?? 'sk_test_local';
export const clientId = process.env.WORKOS_CONTRACT_CLIENT_ID ?? 'client_local';
export const redirectUri = 'http://localhost:5173/callback';

/** A fetch that throws where an answer is not what WorkOS' OpenAPI document says. */
export async function checkedFetch(input: string | URL | Request, init?: RequestInit) {
	const response = await fetch(input, init);
	const { pathname } = new URL(input instanceof Request ? input.url : input);
	checkAnswer(init?.method ?? 'GET', pathname, response.status, await response.clone().text());
	return response;
}

export function sdk(url: string, key = apiKey, client = clientId): WorkOS {
	const { hostname, port, protocol } = new URL(url);
	return new WorkOS(key, {
		clientId: client,
		apiHostname: hostname,
		...(port && { port: Number(port) }),
		https: protocol === 'https:',
		maxRetries: 0,
		fetchFn: checkedFetch
	});
}

/** What the contract is about, once it runs. */
export interface Subject {
	workos(): WorkOS;
	url(): string;
}

/** A stand-in of its own, on a free port, with data of its own. */
export class StandIn {
	readonly dataDir = mkdtempSync(path.join(tmpdir(), 'orgdeck-workos-'));
	readonly #options: Partial<WorkosOptions>;
	#offset = 0;
	#running: Workos | undefined;

	constructor(options: Partial<WorkosOptions>) {
		this.#options = options;
	}

	async start(): Promise<this> {
		const now = () => Date.now() + this.#offset;
		this.#running = await startWorkos({ port: 0, dataDir: this.dataDir, now, ...this.#options });
		return this;
	}

	/** Moves the clock on. */
	wait(milliseconds: number): void {
		this.#offset += milliseconds;
	}

	/** Starts it again, on another port; whatever is done meanwhile is done to its data. */
	async restart(meanwhile?: () => void): Promise<void> {
		await this.#running?.stop();
		this.#running = undefined;
		meanwhile?.();
		await this.start();
	}

	async stop(): Promise<void> {
		await this.#running?.stop();
		rmSync(this.dataDir, { recursive: true });
	}

	get url(): string {
		return this.#running?.url ?? '';
	}

	get workos(): WorkOS {
		return sdk(this.url);
	}

	/** How often each route was called. */
	get calls(): ReadonlyMap<string, number> {
		return this.#running?.calls ?? new Map();
	}

	/** Calls one of its test hooks. */
	async hook<Answer>(name: string, body: unknown = {}): Promise<Answer> {
		const response = await fetch(`${this.url}/_test/${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body)
		});
		if (!response.ok) throw new Error(await response.text());
		return response.json();
	}
}

export async function startStandIn(options: Partial<WorkosOptions> = {}): Promise<StandIn> {
	const standIn = new StandIn(options);
	try {
		return await standIn.start();
	} catch (error) {
		await standIn.stop();
		throw error;
	}
}

export function someEmail(): string {
	return `${randomUUID()}@example.test`;
}

export function claimsOf(accessToken: string): JWTPayload & Record<string, unknown> {
	return decodeJwt(accessToken);
}

/** A person, and an organization for each of the given roles that they are in with it. */
export async function somebody(workos: WorkOS, ...roles: (string | string[])[]) {
	const email = someEmail();
	const user = await workos.userManagement.createUser({
		email,
		firstName: 'Some',
		lastName: 'Body'
	});
	const organizations = [];
	for (const role of roles) {
		const organization = await workos.organizations.createOrganization({ name: 'Some Company' });
		const membership = await workos.userManagement.createOrganizationMembership({
			userId: user.id,
			organizationId: organization.id,
			...(Array.isArray(role) ? { roleSlugs: role } : { roleSlug: role })
		});
		organizations.push({ ...organization, membership });
	}
	return { user, email, organizations };
}

type AuthorizationOptions = Parameters<WorkOS['userManagement']['getAuthorizationUrlWithPKCE']>[0];

/** The address the app sends a browser to, with the secrets it keeps for the way back. */
export function authorizationUrl(workos: WorkOS, options: Partial<AuthorizationOptions> = {}) {
	return workos.userManagement.getAuthorizationUrlWithPKCE({
		provider: 'authkit',
		redirectUri,
		...options
	} as AuthorizationOptions);
}

/** Submits a form of the hosted pages and follows where it leads, up to the app's callback. */
export async function submit(page: string, fields: Record<string, string>): Promise<Response> {
	const options = { body: new URLSearchParams(fields), redirect: 'manual' } as const;
	return fetch(page, { method: 'POST', ...options });
}

export function locationOf(response: Response): URL {
	return new URL(response.headers.get('location') ?? '', response.url);
}

/** Goes through the hosted pages as this person, and comes back to the app. */
export async function comeBack(
	address: string,
	email: string,
	organizationId?: string
): Promise<URL> {
	const page = await fetch(address);
	let back = locationOf(await submit(page.url, { email }));
	if (back.pathname === '/authkit/organization') {
		back = locationOf(await submit(back.href, { organization_id: organizationId ?? '' }));
	}
	return back;
}

/** Signs a person in, as a browser and the app do together. */
export async function signIn(workos: WorkOS, email: string, organizationId?: string) {
	const { url, codeVerifier } = await authorizationUrl(workos, { organizationId });
	const code = (await comeBack(url, email)).searchParams.get('code') ?? '';
	return workos.userManagement.authenticateWithCode({ code, codeVerifier });
}
