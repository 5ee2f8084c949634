interface Service {
	name: string;
	required: string[];
	optional: string[];
	where: string;
}

/** The outside services, and which variables connect each of them. */
const services: Record<'supabase' | 'workos', Service> = {
	supabase: {
		name: 'a Supabase project',
		required: ['PUBLIC_SUPABASE_URL', 'PUBLIC_SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY'],
		optional: [],
		where: 'in the Supabase dashboard under Project Settings, Data API and API Keys'
	},
	workos: {
		name: 'a WorkOS environment',
		required: ['WORKOS_CLIENT_ID', 'WORKOS_API_KEY'],
		optional: ['WORKOS_WEBHOOK_SECRET', 'WORKOS_API_URL', 'WORKOS_ISSUER'],
		where: 'in the WorkOS dashboard under API Keys'
	}
};

export type Environment = Record<string, string | undefined>;

/**
 * Which services the environment connects; the others are ours to run.
 *
 * @throws when one is connected only in part, since guessing the rest could mix real data with
 * demo data
 */
export function connectedServices(env: Environment): { supabase: boolean; workos: boolean } {
	const connected = {
		supabase: isConnected(services.supabase, env),
		workos: isConnected(services.workos, env)
	};
	const supabase = env.PUBLIC_SUPABASE_URL ?? '';
	if (connected.supabase && !connected.workos && !isOnThisMachine(supabase)) {
		throw new Error(
			`The Supabase project ${supabase} cannot check tokens of the local WorkOS stand-in: set ${list(services.workos.required)} too, or leave the Supabase variables out.`
		);
	}
	return connected;
}

function isConnected(service: Service, env: Environment): boolean {
	const isSet = (name: string) => Boolean(env[name]?.trim());
	const missing = service.required.filter((name) => !isSet(name));
	if (missing.length === 0) return true;
	const set = [...service.required, ...service.optional].filter(isSet);
	if (set.length === 0) return false;
	throw new Error(
		`${list(set)} ${set.length === 1 ? 'is' : 'are'} set, but not ${list(missing)}: set all of them (${service.where}) to use ${service.name}, or none to use the local one.`
	);
}

function isOnThisMachine(url: string): boolean {
	const { hostname } = URL.parse(url) ?? { hostname: '' };
	return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function list(names: string[]): string {
	return new Intl.ListFormat('en').format(names);
}
