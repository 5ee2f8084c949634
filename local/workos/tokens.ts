import { readFileSync } from 'node:fs';
import { issuerOf } from './environment.ts';
import type { Environment } from './environment.ts';
import { ulid } from './ids.ts';
import { rolesByPriority } from './roles.ts';
import type { Application, Membership, Session, User } from './rows.ts';
import { renderTemplate } from './template.ts';
import type { TemplateContext } from './template.ts';
import { describeUser } from './users.ts';

/** What an access token is about. */
export interface Mint {
	application: Application;
	user: User;
	session: Session;
	/** Absent where the session is in no organization. */
	membership: Membership | undefined;
}

/** An access token as WorkOS mints it: the standard claims, then those of the template. */
export function mintAccessToken(environment: Environment, mint: Mint): string {
	const { keys, now, templatePath } = environment;
	const { application, user, session } = mint;
	const issuedAt = Math.floor(now() / 1000) + (application.clock_ahead ?? 0);
	const standard = {
		iss: issuerOf(environment, application),
		sub: user.id,
		...(session.impersonator && { act: { sub: session.impersonator.email } }),
		sid: session.id,
		jti: ulid(now()),
		client_id: application.id,
		auth_time: Math.floor(Date.parse(session.signed_in_at ?? session.created_at) / 1000),
		...organizationClaims(environment, mint.membership),
		iat: issuedAt,
		exp: issuedAt + application.access_token_lifetime
	};
	// Read each time, so that an edit of the template counts from the next token on.
	const template = readFileSync(templatePath, 'utf8');
	return keys.sign({ ...standard, ...renderTemplate(template, contextOf(environment, mint)) });
}

function organizationClaims(environment: Environment, membership: Membership | undefined) {
	if (!membership) return {};
	const roles = rolesByPriority(environment, membership.organization_id).filter(({ slug }) =>
		membership.role_slugs.includes(slug)
	);
	return {
		org_id: membership.organization_id,
		role: membership.role_slugs[0],
		roles: membership.role_slugs,
		permissions: [...new Set(roles.flatMap((role) => role.permissions))]
	};
}

function contextOf({ store }: Environment, { user, membership }: Mint): TemplateContext {
	const organization = store.organizations.get(membership?.organization_id);
	return {
		user: { ...describeUser(user), identities: {} },
		organization: organization
			? { domains: [], ...organization, allow_profiles_outside_organization: false }
			: null,
		organization_membership: membership
			? {
					id: membership.id,
					role: membership.role_slugs[0],
					roles: membership.role_slugs,
					created_at: membership.created_at,
					updated_at: membership.updated_at,
					custom_attributes: {}
				}
			: null
	};
}
