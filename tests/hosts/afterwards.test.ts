import { expect, test } from 'vitest';
import { join, leave, membershipOf, newOrganization, newPerson, workos } from '../fixtures.ts';
import { startInstance, type Runtime } from '../instance.ts';
import { eventsAfter, lastEvent, webhookOf } from '../mirror/workos.ts';
import { ask } from '../policies/database.ts';
import { stack } from '../stack.ts';

/*
 * What goes on after an answer. Vercel and Netlify stop an instance once nobody is answered any more;
 * the stand-ins for them do as well.
 */

/** A membership that has ended in WorkOS and not here, and something that WorkOS told after it. */
async function missedNews() {
	const [organization, person] = await Promise.all([newOrganization(), newPerson()]);
	await join(person, organization, 'admin');
	const { id } = await membershipOf(person, organization);
	const before = await lastEvent();
	await leave(person, organization, { only: 'workos' });
	await workos.organizations.updateOrganization({ organization: organization.id, name: 'Renamed' });
	const [, last] = await eventsAfter(before);
	return { id, last: last! };
}

async function statusOf(id: string): Promise<string | undefined> {
	const [row] = await ask<{ status: string }>(
		'select status from public.memberships where id = $1',
		[id]
	);
	return row?.status;
}

test.each(['vercel', 'netlify', 'workerd'] satisfies Runtime[])(
	'on %s a webhook makes it look what else happened, after its answer',
	async (runtime) => {
		const app = await startInstance(runtime);
		try {
			const { id, last } = await missedNews();
			const { payload, signature } = webhookOf(last);
			const answer = await fetch(`${app.url}/webhooks/workos`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'workos-signature': signature },
				body: payload
			});
			expect(answer.status).toBe(200);
			await expect.poll(() => statusOf(id)).toBe('removed');
		} finally {
			await app.stop();
		}
	}
);

test('on Cloudflare a cron trigger follows the events', async () => {
	const app = await startInstance('workerd');
	try {
		const { id } = await missedNews();
		expect(await statusOf(id)).toBe('active');
		const answer = await fetch(`${app.url}/cdn-cgi/handler/scheduled?format=json`);
		expect(answer.status, await answer.text()).toBe(200);
		expect(await statusOf(id)).toBe('removed');
	} finally {
		await app.stop();
	}
});

test('without a secret the cron trigger fails, and says what to set', async () => {
	expect(stack.env.SYNC_SECRET).toBeTruthy();
	const app = await startInstance('workerd', { env: { SYNC_SECRET: '' } });
	try {
		await fetch(`${app.url}/cdn-cgi/handler/scheduled`);
		await expect.poll(() => app.log()).toContain('Set the secret SYNC_SECRET');
	} finally {
		await app.stop();
	}
});
