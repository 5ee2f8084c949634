import { fileURLToPath } from 'node:url';
import { createRunnableDevEnvironment, resolveConfig } from 'vite';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** What modules of the app import by names that are SvelteKit's, for those who run without it. */
export const aliases = {
	$lib: path('../src/lib'),
	'$app/environment': path('app-environment.ts'),
	'$app/server': path('no-request.ts'),
	'$env/dynamic/private': path('process-environment.ts'),
	'$env/dynamic/public': path('process-environment.ts')
};

/** A module of the app, which reads its settings from this process' environment. */
export const importFromApp = <Module>(name: string): Promise<Module> =>
	importWithAliases(path(`../src/lib/${name}.ts`));

/** A module that imports from the app. */
export async function importWithAliases<Module>(file: string): Promise<Module> {
	opened ??= open();
	return (await opened).runner.import<Module>(file);
}

let opened: ReturnType<typeof open> | undefined;

/** As Vite's `runnerImport`, which closes once it has imported: the app imports more as it needs it. */
async function open() {
	const config = await resolveConfig(
		{
			configFile: false,
			logLevel: 'error',
			resolve: { alias: aliases },
			environments: {
				inline: {
					consumer: 'server',
					dev: { moduleRunnerTransform: true },
					resolve: { external: true, mainFields: [], conditions: ['node'] }
				}
			}
		},
		'serve'
	);
	const runnerOptions = { hmr: { logger: false } } as const;
	const environment = createRunnableDevEnvironment('inline', config, { runnerOptions, hot: false });
	await environment.init();
	return environment;
}
