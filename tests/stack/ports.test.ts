import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { reservePort } from '../../local/ports.ts';

test.for(['127.0.0.1', '0.0.0.0', '::1', '::'])(
	'a port taken on %s is passed over',
	async (host, { skip }) => {
		const server = createServer();
		const isListening = await new Promise<boolean>((done) => {
			server.once('error', () => done(false));
			server.listen(0, host, () => done(true));
		});
		skip(!isListening, 'this machine has no such address');
		const { port: taken } = server.address() as AddressInfo;
		const reserved = await reservePort(taken);
		expect(reserved.port).toBeGreaterThan(taken);
		await reserved.release();
		await new Promise((done) => server.close(done));
	}
);

test('a reserved port is kept from others until it is released', async () => {
	const first = await reservePort(0);
	const second = await reservePort(first.port);
	expect(second.port).not.toBe(first.port);
	await first.release();
	await second.release();
	const again = await reservePort(first.port);
	expect(again.port).toBe(first.port);
	await again.release();
});
