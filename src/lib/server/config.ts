import { env as privateEnv } from '$env/dynamic/private';
import { env as publicEnv } from '$env/dynamic/public';
import * as z from 'zod';

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

const factorForm = 'must be a number from 0, for no limits, to 10000';
const secretForm = 'must have 32 characters or more; make one with `openssl rand -base64 32`';

/** One, or several with commas between them, which all count while one takes the place of another. */
const several = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean));
const severalSecrets = several
	.refine((secrets) => secrets.every(({ length }) => length >= 32), secretForm)
	.default([]);

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
	WORKOS_FORM_ORIGINS: z
		.string()
		.regex(/^(https?:\/\/[\w.:*-]+[\s,]*)+$/, {
			error: 'must be origins such as https://login.example.com, separated by spaces'
		})
		.optional(),
	WORKOS_ISSUER: z.string().optional(),
	WORKOS_WEBHOOK_SECRET: several.default([]),
	SYNC_SECRET: severalSecrets,
	METRICS_SECRET: severalSecrets,
	REQUEST_ID_HEADER: z
		.string()
		.regex(/^[A-Za-z][\w-]{0,60}$/, 'must be the name of a header, such as x-request-id')
		.toLowerCase()
		.optional(),
	SERVER_TIMING: z.string().optional(),
	RATE_LIMIT_FACTOR: z.coerce
		.number(factorForm)
		.min(0, factorForm)
		.max(10_000, factorForm)
		.default(1),
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
	/** Sites that WorkOS leads a browser through after it sent one of our forms. */
	formOrigins: string[];
	/** Accepted values of `iss`; empty when none is configured, and then it is not checked. */
	workosIssuers: string[];
	/** Any of them signs webhooks; none where none are taken. */
	webhookSecrets: string[];
	/** Any of them lets a scheduler start the sync; none where none does. */
	syncSecrets: string[];
	/** Any of them lets somebody read /metrics; none where nobody does. */
	metricsSecrets: string[];
	/** In which header whatever stands in front names a request; null where nothing does. */
	requestIdHeader: string | null;
	/** Whether a build tells browsers how long it took for what, as it does while somebody develops it. */
	showsServerTiming: boolean;
	/** The one that seals, then the ones that are still accepted while rotating. */
	cookiePasswords: string[];
	/** Multiplies each limit of `limits.ts`; 0 for none. */
	rateLimitFactor: number;
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

/** The same for what has to work without them, too; null where they are wrong. */
export function configIfRight(): Config | null {
	try {
		return config();
	} catch (reason) {
		if (reason instanceof ConfigurationError) return null;
		throw reason;
	}
}

/**
 * What signs WorkOS' webhooks. An app without it works, but takes none.
 *
 * @throws {ConfigurationError} when it is not set
 */
export function webhookSecrets(): string[] {
	const { webhookSecrets } = config();
	if (webhookSecrets.length > 0) return webhookSecrets;
	throw new ConfigurationError(
		'WORKOS_WEBHOOK_SECRET must be set to take webhooks; find it in the WorkOS dashboard under Webhooks, as the signing secret of this endpoint.'
	);
}

/**
 * What a scheduler must say to start the sync. An app without it works, but takes no such calls.
 *
 * @throws {ConfigurationError} when it is not set
 */
export function syncSecrets(): string[] {
	const { syncSecrets } = config();
	if (syncSecrets.length > 0) return syncSecrets;
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
		formOrigins: [...new Set(formOrigins(values.WORKOS_API_URL, values.WORKOS_FORM_ORIGINS))],
		workosIssuers: values.WORKOS_ISSUER?.split(',').map((issuer) => issuer.trim()) ?? [],
		webhookSecrets: values.WORKOS_WEBHOOK_SECRET,
		syncSecrets: values.SYNC_SECRET,
		metricsSecrets: values.METRICS_SECRET,
		requestIdHeader: values.REQUEST_ID_HEADER ?? null,
		showsServerTiming: values.SERVER_TIMING !== undefined,
		cookiePasswords: [values.COOKIE_PASSWORD, values.COOKIE_PASSWORD_OLD].filter(
			(password) => password !== undefined
		),
		rateLimitFactor: values.RATE_LIMIT_FACTOR,
		showsStates: values.ORGDECK_SHOW_STATES !== undefined
	};
}

/** WorkOS' hosted pages have domains of their own, unless they were given one of the customer's. */
function formOrigins(apiUrl: string, others = ''): string[] {
	const { origin, hostname } = new URL(apiUrl);
	const hosted = hostname.endsWith('.workos.com')
		? ['https://*.workos.com', 'https://*.authkit.app']
		: [];
	return [origin, ...hosted, ...others.split(/[\s,]+/).filter(Boolean)];
}
