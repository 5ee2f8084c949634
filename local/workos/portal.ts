import { onlyKnown, requiredText, text } from './body.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId, newSecret } from './ids.ts';
import { requireOrganization } from './organizations.ts';
import { portalPage } from './pages/portal.ts';
import { Refusal, invalidParameters } from './refusals.ts';
import type { Call, Route } from './router.ts';
import type { PortalLink } from './rows.ts';

/** How long a link opens the portal, in milliseconds. */
const life = 5 * 60_000;

export const intents = {
	sso: 'Single sign-on',
	dsync: 'Directory sync',
	domain_verification: 'Domain verification'
};
export type Intent = keyof typeof intents;

const isIntent = (word: string): word is Intent => Object.hasOwn(intents, word);

/**
 * The Admin Portal: where the IT department of an organization sets up how its people sign in. Here a
 * press of a button stands for all of that.
 */
export function portalRoutes(environment: Environment): Route[] {
	const { store, now, url } = environment;

	/** @throws 403 as a page when the link has run out, or never was */
	function linkOf({ query }: Call): PortalLink & { intent: Intent } {
		const link = store.portalLinks.get(query.get('token'));
		if (!link || link.expires_at < timestamp(now()) || !isIntent(link.intent)) {
			throw new Refusal(403, { message: 'This link has expired. Go back and open a new one.' });
		}
		return link as PortalLink & { intent: Intent };
	}

	return [
		{
			method: 'POST',
			path: '/portal/generate_link',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'organization', 'intent', 'return_url', 'success_url');
				const organization = requireOrganization(environment, requiredText(body, 'organization'));
				const intent = requiredText(body, 'intent');
				if (!isIntent(intent)) {
					throw invalidParameters(`This stand-in of WorkOS does not know the intent ${intent}.`);
				}
				const link = store.portalLinks.put({
					id: newSecret(),
					organization_id: organization.id,
					intent,
					return_url: text(body, 'return_url') ?? null,
					success_url: text(body, 'success_url') ?? null,
					expires_at: timestamp(now() + life)
				});
				return { status: 201, json: { link: `${url}/portal?token=${link.id}` } };
			}
		},
		{
			method: 'GET',
			path: '/portal',
			access: 'browser',
			answer(call) {
				const link = linkOf(call);
				const { name } = requireOrganization(environment, link.organization_id);
				return { status: 200, html: portalPage(link, intents[link.intent], name, isSetUp(link)) };
			}
		},
		{
			method: 'POST',
			path: '/portal',
			access: 'browser',
			answer(call) {
				const link = linkOf(call);
				if (isSetUp(link)) takeDown(link);
				else setUp(link);
				return { status: 302, location: link.success_url ?? link.return_url ?? '/mail' };
			}
		}
	];

	function isSetUp({ intent, organization_id }: { intent: Intent; organization_id: string }) {
		const isOf = (row: { organization_id: string }) => row.organization_id === organization_id;
		if (intent === 'sso') return store.connections.find(isOf) !== undefined;
		if (intent === 'dsync') return store.directories.find(isOf) !== undefined;
		return Boolean(store.organizations.get(organization_id)?.domains?.length);
	}

	function setUp({ intent, organization_id }: { intent: Intent; organization_id: string }) {
		const organization = requireOrganization(environment, organization_id);
		const at = timestamp(now());
		const made = { organization_id, name: organization.name, created_at: at, updated_at: at };
		if (intent === 'sso') {
			const id = newId('conn', now());
			store.connections.put({ id, connection_type: 'OktaSAML', state: 'active', ...made });
		} else if (intent === 'dsync') {
			const id = newId('directory', now());
			store.directories.put({ id, type: 'okta scim v2.0', state: 'linked', ...made });
		} else {
			const domain = `${organization.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.test`;
			const domains = [{ id: newId('org_domain', now()), domain, state: 'verified' as const }];
			store.organizations.put({
				...organization,
				domains,
				updated_at: laterThan(organization.updated_at, now())
			});
		}
	}

	function takeDown({ intent, organization_id }: { intent: Intent; organization_id: string }) {
		if (intent === 'domain_verification') {
			const organization = requireOrganization(environment, organization_id);
			const updated_at = laterThan(organization.updated_at, now());
			store.organizations.put({ ...organization, domains: [], updated_at });
			return;
		}
		const table = intent === 'sso' ? store.connections : store.directories;
		for (const { id } of table.filter((row) => row.organization_id === organization_id)) {
			table.remove(id);
		}
	}
}
