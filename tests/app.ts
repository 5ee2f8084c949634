import { startBuild } from './node-build.ts';
import type { App } from './serving.ts';
import { stack } from './stack.ts';

export type { App };

/** Runs the production Node build on the stack, and waits until it answers. */
export function startApp(
	options: { env?: Record<string, string>; port?: number; folder?: string } = {}
): Promise<App> {
	return startBuild({ ...options, env: { ...stack.env, ...options.env } });
}
