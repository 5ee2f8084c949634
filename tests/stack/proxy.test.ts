import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startProxy } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';

describe('the proxy of the tests', { shuffle: false }, () => {
	let upstream: Server;
	let proxy: Proxy;
	let worked: string[] = [];

	beforeAll(async () => {
		upstream = createServer((request, response) => {
			worked.push(request.url ?? '');
			response.setHeader('set-cookie', ['a=1', 'b=2']);
			response.end(`${request.method} ${request.url}`);
		});
		await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done));
		proxy = await startProxy(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
	});
	afterAll(async () => {
		await proxy.stop();
		await new Promise((done) => upstream.close(done));
	});
	beforeEach(() => {
		proxy.restore();
		proxy.clear();
		worked = [];
	});

	const get = async (path: string) => (await fetch(`${proxy.url}${path}`)).text();

	test('passes on and counts', async () => {
		const response = await fetch(`${proxy.url}/a?b=c`, { method: 'POST', body: 'x' });
		expect(await response.text()).toBe('POST /a?b=c');
		expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
		expect(proxy.calls).toMatchObject([{ method: 'POST', path: '/a?b=c', status: 200 }]);
	});

	test('fails so many times, before the upstream hears of it', async () => {
		proxy.fail(/^GET \/a/, 503, 2);
		const statuses = [];
		for (let count = 0; count < 3; count++) statuses.push((await fetch(`${proxy.url}/a`)).status);
		expect(statuses).toEqual([503, 503, 200]);
		expect(worked).toEqual(['/a']);
	});

	test('cuts after the upstream did its work', async () => {
		proxy.fail('/a', 'cut');
		await expect(get('/a')).rejects.toThrow();
		expect(worked).toEqual(['/a']);
	});

	test('keeps answers back and gives them in another order', async () => {
		const hold = proxy.hold('/h');
		const order: string[] = [];
		const both = ['/h1', '/h2'].map((path) => get(path).then(() => order.push(path)));
		await hold.waiting(2);
		expect(worked.toSorted()).toEqual(['/h1', '/h2']);
		expect(order).toEqual([]);
		const [first = '', second = ''] = worked;
		await hold.release('last-in');
		await Promise.all(both);
		expect(order).toEqual([second, first]);
	});
});
