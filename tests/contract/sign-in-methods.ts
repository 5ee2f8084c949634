import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import { isReal } from './environment.ts';

export function signInMethods({ workos }: Subject): void {
	const newOrganization = () => workos().organizations.createOrganization({ name: 'Bream Hall' });
	const returnUrl = 'http://localhost:5173/orgs/bream-hall/sign-in';
	const linkTo = async (organization: string, intent: 'sso' | 'dsync' | 'domain_verification') => {
		const options = { organization, intent, returnUrl, successUrl: returnUrl };
		return (await workos().adminPortal.generateLink(options)).link;
	};

	test('a new organization has no connection, no directory and no domain', async () => {
		const { id, domains } = await newOrganization();
		expect(domains).toEqual([]);
		const [connections, directories] = await Promise.all([
			workos().sso.listConnections({ organizationId: id }),
			workos().directorySync.listDirectories({ organizationId: id })
		]);
		expect([connections.data, directories.data]).toEqual([[], []]);
	});

	test('a link leads into the portal of an organization, and of none that is not there', async () => {
		const { id } = await newOrganization();
		expect(await linkTo(id, 'sso')).toMatch(/^https?:\/\/.+token=/);
		await expect(linkTo('org_01J000000000000000000NOWHERE', 'sso')).rejects.toMatchObject({
			status: 404
		});
	});

	test.skipIf(isReal)('what is set up in the portal is there, until it is taken down', async () => {
		const { id } = await newOrganization();
		const other = await newOrganization();
		const states = async () => {
			const [connections, directories, organization] = await Promise.all([
				workos().sso.listConnections({ organizationId: id }),
				workos().directorySync.listDirectories({ organizationId: id }),
				workos().organizations.getOrganization(id)
			]);
			return [...connections.data, ...directories.data, ...organization.domains].map(
				({ state }) => state
			);
		};
		for (const intent of ['sso', 'dsync', 'domain_verification'] as const) {
			const answer = await fetch(await linkTo(id, intent), { method: 'POST', redirect: 'manual' });
			expect(answer.headers.get('location')).toBe(returnUrl);
		}
		expect(await states()).toEqual(['active', 'active', 'verified']);
		const { data } = await workos().sso.listConnections({ organizationId: other.id });
		expect(data).toEqual([]);

		const link = await linkTo(id, 'sso');
		expect(await (await fetch(link)).text()).toContain('Single sign-on is set up for Bream Hall.');
		await fetch(link, { method: 'POST', redirect: 'manual' });
		expect(await states()).toEqual(['active', 'verified']);
		const told = await workos().events.listEvents({
			...{ events: ['connection.activated', 'connection.deleted'], organizationId: id },
			order: 'asc'
		});
		expect(told.data.map(({ event }) => event)).toEqual([
			'connection.activated',
			'connection.deleted'
		]);
	});

	test.skipIf(isReal)('a link that nobody made leads nowhere', async () => {
		const link = new URL(await linkTo((await newOrganization()).id, 'sso'));
		link.searchParams.set('token', 'guessed');
		expect((await fetch(link)).status).toBe(403);
		expect((await fetch(link, { method: 'POST' })).status).toBe(403);
	});
}
