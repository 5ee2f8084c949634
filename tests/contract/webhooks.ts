import { expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Subject } from './environment.ts';

export function webhooks({ workos }: Subject): void {
	test('an endpoint is made, listed and deleted', async () => {
		const endpointUrl = `https://localhost/${randomUUID()}`;
		const wanted = { endpointUrl, events: ['user.created' as const] };
		const endpoint = await workos().webhooks.createWebhookEndpoint(wanted);
		expect(endpoint).toMatchObject({ ...wanted, status: 'enabled' });
		expect(endpoint.secret).toBeTruthy();
		const { data } = await workos().webhooks.listWebhookEndpoints({ limit: 100 });
		expect(data).toContainEqual(endpoint);
		await expect(workos().webhooks.createWebhookEndpoint(wanted)).rejects.toMatchObject({
			status: 409
		});
		const { id } = endpoint;
		await workos().webhooks.deleteWebhookEndpoint({ id });
		await expect(workos().webhooks.deleteWebhookEndpoint({ id })).rejects.toMatchObject({
			status: 404
		});
	});

	test('an endpoint asks for events that there are', async () => {
		const endpointUrl = `https://localhost/${randomUUID()}`;
		await expect(
			workos().webhooks.createWebhookEndpoint({ endpointUrl, events: ['user.dreamt' as never] })
		).rejects.toMatchObject({ status: 422 });
	});
}
