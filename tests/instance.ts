import { startApp } from './app.ts';
import { startFunctions } from './hosts/start.ts';
import { startImage } from './image/start.ts';
import type { App } from './serving.ts';
import { startWorker } from './worker.ts';

/** Each way in which the app is run, as it is built for it. */
const runtimes = {
	/** The Node build. */
	node: startApp,
	/** What the Dockerfile makes, without Docker. */
	docker: startImage,
	/** The Cloudflare build in workerd. */
	workerd: startWorker,
	vercel: (options: Options) => startFunctions('vercel', options),
	netlify: (options: Options) => startFunctions('netlify', options)
};

interface Options {
	env?: Record<string, string>;
}

export type Runtime = keyof typeof runtimes;

/** Starts an instance of the production build, and waits until it answers. */
export function startInstance(runtime: Runtime, options: Options = {}): Promise<App> {
	return runtimes[runtime](options);
}
