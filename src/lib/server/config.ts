import { env as privateEnv } from '$env/dynamic/private';
import { env as publicEnv } from '$env/dynamic/public';
import { z } from 'zod';

/** One sentence for each wrong variable: which one, what it must look like, where to find it. */
export class ConfigurationError extends Error {
	override name = 'ConfigurationError';
}

const url = (where: string) =>
	z.url({ protocol: /^https?$/, error: `must be a URL such as https://…; ${where}` });
const text = (form: string, where: string) =>
	z
		.string({ error: `must be set to ${form}; ${where}` })
		.min(1, `must be set to ${form}; ${where}`);

const secretForm = 'must have 32 characters or more; make one with `openssl rand -base64 32`';

const schema = z.object({
	PUBLIC_SUPABASE_URL: url('find it in the Supabase dashboard under Project Settings, Data API'),
	PUBLIC_SUPABASE_PUBLISHABLE_KEY: text(
		'a key that begins with sb_publishable_',
		'find it in the Supabase dashboard under Project Settings, API Keys'
	),
	SUPABASE_SECRET_KEY: text(
		'a key that begins with sb_secret_',
		'find it in the Supabase dashboard under Project Settings, API Keys'
	),
	WORKOS_CLIENT_ID: text(
		'an id that begins with client_',
		'find it in the WorkOS dashboard under API Keys'
	),
	WORKOS_API_KEY: text(
		'a key that begins with sk_',
		'find it in the WorkOS dashboard under API Keys'
	),
	COOKIE_PASSWORD: z.string({ error: secretForm }).min(32, secretForm),
	COOKIE_PASSWORD_OLD: z.string().min(32, secretForm).optional(),
	WORKOS_API_URL: url('leave it out unless you use a custom authentication domain').default(
		'https://api.workos.com'
	),
	WORKOS_ISSUER: z.string().optional(),
	WORKOS_WEBHOOK_SECRET: z.string().optional(),
	SYNC_SECRET: z.string().min(32, secretForm).optional(),
	// Set by tests alone; nobody has to know it who runs the app.
	ORGDECK_SHOW_STATES: z.string().optional()
});

export interface Config {
	supabaseUrl: string;
	supabasePublishableKey: string;
	supabaseSecretKey: string;
	workosClientId: string;
	workosApiKey: string;
	/** Without a trailing slash. */
	workosApiUrl: string;
	/** Accepted values of `iss`; empty when none is configured, and then it is not checked. */
	workosIssuers: string[];
	/** Signs webhooks; null where none are taken. */
	webhookSecret: string | null;
	/** Lets a scheduler start the sync; null where none does. */
	syncSecret: string | null;
	/** The one that seals, then the ones that are still accepted while rotating. */
	cookiePasswords: string[];
	/** Whether a build also answers at /dev, where developers and tests see each state of each list. */
	showsStates: boolean;
}

let known: Config | undefined;

/**
 * The settings of this deployment, checked once. Called within a request, since edge runtimes
 * have no environment before one.
 *
 * @throws {ConfigurationError} naming every variable that is missing or wrong
 */
export function config(): Config {
	return (known ??= read({ ...publicEnv, ...privateEnv }));
}

/**
 * What signs WorkOS' webhooks. An app without it works, but takes none.
 *
 * @throws {ConfigurationError} when it is not set
 */
export function webhookSecret(): string {
	const { webhookSecret } = config();
	if (webhookSecret) return webhookSecret;
	throw new ConfigurationError(
		'WORKOS_WEBHOOK_SECRET must be set to take webhooks; find it in the WorkOS dashboard under Webhooks, as the signing secret of this endpoint.'
	);
}

/**
 * What a scheduler must say to start the sync. An app without it works, but takes no such calls.
 *
 * @throws {ConfigurationError} when it is not set
 */
export function syncSecret(): string {
	const { syncSecret } = config();
	if (syncSecret) return syncSecret;
	throw new ConfigurationError(`SYNC_SECRET must be set for /internal/sync; it ${secretForm}.`);
}

/** Checks an environment; apart from `config` for tests. */
export function read(env: Record<string, string | undefined>): Config {
	// A variable that is set to nothing counts as not set, as most hosting dashboards mean it.
	const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
	const result = schema.safeParse(set);
	if (!result.success) {
		const problems = result.error.issues.map(
			(issue) => `${issue.path.join('.')} ${issue.message}.`
		);
		throw new ConfigurationError(problems.join(' '));
	}

	const values = result.data;
	return {
		supabaseUrl: values.PUBLIC_SUPABASE_URL.replace(/\/+$/, ''),
		supabasePublishableKey: values.PUBLIC_SUPABASE_PUBLISHABLE_KEY,
		supabaseSecretKey: values.SUPABASE_SECRET_KEY,
		workosClientId: values.WORKOS_CLIENT_ID,
		workosApiKey: values.WORKOS_API_KEY,
		workosApiUrl: values.WORKOS_API_URL.replace(/\/+$/, ''),
		workosIssuers: values.WORKOS_ISSUER?.split(',').map((issuer) => issuer.trim()) ?? [],
		webhookSecret: values.WORKOS_WEBHOOK_SECRET ?? null,
		syncSecret: values.SYNC_SECRET ?? null,
		cookiePasswords: [values.COOKIE_PASSWORD, values.COOKIE_PASSWORD_OLD].filter(
			(password) => password !== undefined
		),
		showsStates: values.ORGDECK_SHOW_STATES !== undefined
	};
}
