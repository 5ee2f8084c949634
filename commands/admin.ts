import { createClient } from '@supabase/supabase-js';
import type { OrganizationMembership, WorkOS } from '@workos-inc/node';
import { loadEnv } from 'vite';
import type { Database } from '../src/lib/database.types.ts';
import { readStack } from '../local/stack-file.ts';
import { workosOf } from './workos-client.ts';
import type { Variables } from './workos-client.ts';

const usage = `Say which organization, by its id in WorkOS and in the log, and whom, by e-mail:

  npm run admin -- org_01J0000000000000000000ACME ada@acme.test`;

/**
 * `npm run admin -- <organization> <email>`: makes a person an admin of an organization, in WorkOS
 * and in the mirror. The way back for an organization that lost its last admin elsewhere; a member
 * is promoted, somebody who is paused is let in again, anybody else with an account becomes a member.
 */
export default async function admin([organization, email, ...rest]: string[]): Promise<number> {
	if (!organization?.startsWith('org_') || !email?.includes('@') || rest.length > 0) {
		console.error(usage);
		return 1;
	}
	const env = environment();
	const workos = workosOf(env);
	const { id, name } = await workos.organizations.getOrganization(organization);
	const { data: users } = await workos.userManagement.listUsers({ email });
	const user = users.find((one) => one.email.toLowerCase() === email.toLowerCase());
	if (!user) {
		throw new Error(`Nobody has an account with ${email}. Let them sign up first, then try again.`);
	}

	await mirror(env, await promote(workos, id, user.id));
	console.log(`${email} is an admin of ${name} (${id}).`);
	console.log('They have the rights of one from their next page on.');
	return 0;
}

/** What `.env` and the shell say; else the local stack that runs. */
function environment(): Variables {
	const given = { ...loadEnv('development', process.cwd(), ''), ...process.env };
	const isSet = given.WORKOS_API_KEY && given.SUPABASE_SECRET_KEY;
	const env = isSet ? given : readStack('.local/dev')?.env;
	if (env) return env;
	throw new Error(
		'Set the variables of WorkOS and Supabase in .env, or start the local stack with `npm run dev`.'
	);
}

async function promote(
	workos: WorkOS,
	organizationId: string,
	userId: string
): Promise<OrganizationMembership> {
	const management = workos.userManagement;
	const roleSlug = 'admin';
	const { data } = await management.listOrganizationMemberships({
		organizationId,
		userId,
		statuses: ['active', 'inactive', 'pending']
	});
	const existing = data[0];
	if (existing?.status === 'pending') {
		throw new Error('They are invited and have not accepted yet. Let them accept it first.');
	}
	if (existing?.directoryManaged) {
		console.warn('A directory manages this membership: its next update may take the role away.');
	}
	// Also lets in again who is paused.
	if (existing?.status !== 'active') {
		return management.createOrganizationMembership({ organizationId, userId, roleSlug });
	}
	return management.updateOrganizationMembership(existing.id, { roleSlug });
}

async function mirror(
	{ PUBLIC_SUPABASE_URL = '', SUPABASE_SECRET_KEY = '' }: Variables,
	membership: OrganizationMembership
): Promise<void> {
	const supabase = createClient<Database>(PUBLIC_SUPABASE_URL, SUPABASE_SECRET_KEY, {
		auth: { persistSession: false, autoRefreshToken: false }
	});
	await supabase
		.rpc('mirror_put_membership', {
			id: membership.id,
			org_id: membership.organizationId,
			user_id: membership.userId,
			roles: membership.roles?.map(({ slug }) => slug) ?? [membership.role.slug],
			status: membership.status,
			created_at: membership.createdAt,
			updated_at: membership.updatedAt,
			refetched: true
		})
		.throwOnError();
}
