import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Event } from '@workos-inc/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { somebody, startStandIn } from './environment.ts';
import type { StandIn } from './environment.ts';

/*
 * What arrives at an endpoint of the stand-in: signed as WorkOS signs, at least once, in any order.
 */

const secret = 'whsec_of_this_test';

let standIn: StandIn;
let server: Server;
let arrived: { body: string; signature: string }[];
/** What the endpoint answers, one after the other; 200 when they run out. */
let answers: number[];

beforeEach(async () => {
	arrived = [];
	answers = [];
	server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		arrived.push({ body, signature: String(request.headers['workos-signature']) });
		response.writeHead(answers.shift() ?? 200).end();
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	standIn = await startStandIn({ webhooks: { url: `http://127.0.0.1:${port}/hook`, secret } });
});

afterEach(async () => {
	await standIn.stop();
	await new Promise((closed) => server.close(closed));
});

const construct = ({ body, signature }: { body: string; signature: string }, key = secret) =>
	standIn.workos.webhooks.constructEvent({ payload: body, sigHeader: signature, secret: key });

const events = () => Promise.all(arrived.map((one) => construct(one)));
const idsOf = (told: Event[]) => told.map(({ id }) => id);

/** All events of people, as the Events API lists them. */
async function listed(): Promise<Event[]> {
	const names = ['user.created' as const, 'user.updated' as const];
	const { data } = await standIn.workos.events.listEvents({
		...{ events: names, order: 'asc', limit: 100 }
	});
	return data;
}

test('a webhook is the event that is listed, signed in milliseconds', async () => {
	await somebody(standIn.workos);
	await expect.poll(() => arrived).toHaveLength(1);
	expect(await events()).toEqual(await listed());
	const [, time] = arrived[0]?.signature.match(/^t=(\d+), v1=[0-9a-f]{64}$/) ?? [];
	expect(Math.abs(Number(time) - Date.now())).toBeLessThan(60_000);
	await expect(construct(arrived[0]!, 'whsec_other')).rejects.toThrow('Signature hash');
	const forged = { ...arrived[0]!, body: arrived[0]!.body.replace('created', 'deleted') };
	await expect(construct(forged)).rejects.toThrow('Signature hash');
});

test('what was not taken is sent again', async () => {
	answers = [500, 302];
	await somebody(standIn.workos);
	await expect.poll(() => arrived, { timeout: 10_000 }).toHaveLength(3);
	expect(new Set(idsOf(await events())).size).toBe(1);
});

test('on demand some are lost', async () => {
	await standIn.hook('webhooks', { lost: 1 });
	await somebody(standIn.workos);
	await standIn.hook('webhooks');
	await somebody(standIn.workos);
	await expect.poll(() => arrived).toHaveLength(1);
	expect(idsOf(await events())).toEqual(idsOf(await listed()).slice(1));
});

test('on demand some come twice', async () => {
	await standIn.hook('webhooks', { duplicated: 1 });
	await somebody(standIn.workos);
	await expect.poll(() => arrived).toHaveLength(2);
	expect(new Set(idsOf(await events()))).toEqual(new Set(idsOf(await listed())));
});

test('on demand they come in another order', async () => {
	await standIn.hook('webhooks', { shuffled: 100 });
	const { user } = await somebody(standIn.workos);
	for (let change = 1; change < 20; change++) {
		await standIn.workos.userManagement.updateUser({
			userId: user.id,
			firstName: `Name ${change}`
		});
	}
	await expect.poll(() => arrived).toHaveLength(20);
	const told = idsOf(await events());
	expect(told.toSorted()).toEqual(idsOf(await listed()));
	expect(told).not.toEqual(told.toSorted());
});

test('an endpoint gets what it asked for, and nothing once it is deleted', async () => {
	const { id } = await standIn.workos.webhooks.createWebhookEndpoint({
		endpointUrl: `http://localhost:${(server.address() as AddressInfo).port}/other`,
		events: ['organization.created']
	});
	await somebody(standIn.workos, 'member');
	await expect.poll(() => arrived).toHaveLength(4);
	await standIn.workos.webhooks.deleteWebhookEndpoint({ id });
	await somebody(standIn.workos, 'member');
	await expect.poll(() => arrived).toHaveLength(7);
});

test('events outlive a restart, for as long as WorkOS keeps them', async () => {
	await somebody(standIn.workos);
	const before = await listed();
	await standIn.restart();
	expect(await listed()).toEqual(before);
	standIn.wait(91 * 24 * 60 * 60 * 1000);
	expect(await listed()).toEqual([]);
	await standIn.restart();
	await somebody(standIn.workos);
	expect(await listed()).toHaveLength(1);
});
