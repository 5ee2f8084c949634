import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { stack } from '../stack.ts';
import { buildImage, forEach, type Image } from './build.ts';
import { healthOf, startImage } from './start.ts';

/*
 * The Dockerfile, done step by step without Docker: what it makes is small, holds nothing that is not
 * needed, and runs as its user on files that nobody can change.
 */

let image: Image;
beforeAll(async () => {
	image = await buildImage((line) => console.log(line));
}, 15 * 60_000);

function filesOf({ folder }: Image): { path: string; bytes: number }[] {
	const files: { path: string; bytes: number }[] = [];
	forEach(folder, (path) => {
		const { size: bytes } = statSync(path);
		if (statSync(path).isFile()) files.push({ path: path.slice(folder.length), bytes });
	});
	return files;
}

test('it adds at most 40 MB to its base', () => {
	const bytes = filesOf(image).reduce((sum, file) => sum + file.bytes, 0);
	console.log(`The image adds ${(bytes / 1e6).toFixed(1)} MB to its base.`);
	expect(bytes).toBeGreaterThan(1e6);
	expect(bytes).toBeLessThanOrEqual(40e6);
});

test('there is nothing in it but the build', () => {
	expect(readdirSync(image.folder)).toEqual(['app']);
	expect(readdirSync(join(image.folder, 'app'))).toEqual(['build']);
	const secrets = [stack.env.COOKIE_PASSWORD, stack.env.SYNC_SECRET, stack.jwtSecret];
	for (const { path } of filesOf(image)) {
		expect(path).not.toMatch(/\/(\.env|\.git|\.npmrc|node_modules|tests?)(\/|$|\.)|\.test\./);
		const text = readFileSync(image.folder + path, 'latin1');
		for (const secret of secrets) expect(text.includes(secret), path).toBe(false);
	}
});

test('nobody can change a file of it', () => {
	forEach(image.folder, (path) => expect(statSync(path).mode & 0o222, path).toBe(0));
});

test('it runs as its user, and is healthy as long as it answers', async () => {
	const app = await startImage();
	expect(await (await fetch(app.url)).text()).toContain('Orgdeck');
	const port = Number(new URL(app.url).port);
	expect(await healthOf(port)).toBe('healthy');
	if (process.getuid?.() === 0) {
		const status = readFileSync(`/proc/${app.pid}/status`, 'utf8');
		expect(status).toMatch(/^Uid:\s+1000\s+1000\s+1000\s+1000$/m);
		expect(status).toMatch(/^Gid:\s+1000\s+1000\s+1000\s+1000$/m);
	}
	expect(app.log()).toContain('Listening on');
	const begun = Date.now();
	await app.stop();
	expect(Date.now() - begun).toBeLessThan(8_000);
	expect(await healthOf(port)).toBe('unhealthy');
});

test('without its settings it says which are missing, and is not ready', async () => {
	const app = await startImage({ env: { COOKIE_PASSWORD: '' } });
	const answer = await fetch(`${app.url}/readyz`);
	expect(answer.status).toBe(503);
	await fetch(`${app.url}/sign-in`);
	expect(app.log()).toContain('COOKIE_PASSWORD must');
	await app.stop();
});

test('an app that hangs is not healthy', async () => {
	const server = createServer(() => {});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	expect(await healthOf((server.address() as AddressInfo).port)).toBe('unhealthy');
	server.closeAllConnections();
	server.close();
});
