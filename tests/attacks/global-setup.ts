import type { TestProject } from 'vitest/node';
import shareStack from '../global-setup.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the app answers that is attacked. */
		attacked: string;
	}
}

/** The production build, once for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const leaveStack = await shareStack();
	const { startApp } = await import('../app.ts');
	const app = await startApp();
	project.provide('attacked', app.url);
	return async () => {
		await app.stop();
		await leaveStack();
	};
}
