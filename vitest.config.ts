import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { aliases } from './commands/app.ts';

/** Tests that talk to a running stack, from plain Node. */
const onTheStack = (name: string, globalSetup = 'tests/global-setup.ts') => ({
	test: {
		name,
		environment: 'node' as const,
		include: [`tests/${name}/**/*.test.ts`],
		globalSetup,
		sequence: { shuffle: true },
		testTimeout: 60_000,
		hookTimeout: 60_000,
		expect: { poll: { timeout: 20_000 } }
	}
});

/** Files that keep nothing of their own in modules: each is not loaded anew, which costs a fifth. */
const together = ({ test }: ReturnType<typeof onTheStack>) => ({
	test: { ...test, isolate: false }
});

export default defineConfig({
	test: {
		projects: [
			{
				plugins: [sveltekit()],
				test: {
					name: 'unit',
					environment: 'node',
					include: ['src/**/*.test.ts', 'tests/unit/**/*.test.ts'],
					sequence: { shuffle: true }
				}
			},
			{
				test: {
					name: 'contract',
					environment: 'node' as const,
					include: ['tests/contract/**/*.test.ts'],
					sequence: { shuffle: true },
					testTimeout: 30_000
				}
			},
			{
				plugins: [sveltekit()],
				test: {
					name: 'volume',
					environment: 'node',
					include: ['tests/volume/**/*.test.ts'],
					testTimeout: 60_000,
					hookTimeout: 60_000
				}
			},
			{
				test: {
					name: 'bench',
					environment: 'node',
					include: ['tests/bench/**/*.test.ts'],
					testTimeout: 10 * 60_000
				}
			},
			{
				// They run the app's own sync, one file at a time: there is one place in WorkOS' events.
				resolve: { alias: aliases },
				test: {
					...onTheStack('mirror', 'tests/mirror/global-setup.ts').test,
					setupFiles: ['tests/mirror/setup.ts'],
					fileParallelism: false
				}
			},
			{
				// They sync as well, on that same stack.
				resolve: { alias: aliases },
				test: {
					...onTheStack('hosts', 'tests/mirror/global-setup.ts').test,
					setupFiles: ['tests/mirror/setup.ts'],
					fileParallelism: false
				}
			},
			{
				// On a Postgres of their own.
				test: {
					...onTheStack('database', 'tests/database/global-setup.ts').test,
					exclude: process.env.ORGDECK_LONG ? [] : ['tests/database/long/**']
				}
			},
			together(onTheStack('attacks', 'tests/attacks/global-setup.ts')),
			onTheStack('adapters'),
			onTheStack('image'),
			onTheStack('stack'),
			together(onTheStack('policies')),
			onTheStack('access', 'tests/access/global-setup.ts'),
			onTheStack('policy-lint'),
			onTheStack('isolation')
		]
	}
});
