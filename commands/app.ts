import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** What modules of the app import by names that are SvelteKit's, for those who run without it. */
export const aliases = {
	$lib: path('../src/lib'),
	'$env/dynamic/private': path('process-environment.ts'),
	'$env/dynamic/public': path('process-environment.ts')
};

/** A module of the app, which reads its settings from this process' environment. */
export async function importFromApp<Module>(name: string): Promise<Module> {
	const { module } = await runnerImport<Module>(path(`../src/lib/${name}.ts`), {
		configFile: false,
		logLevel: 'error',
		resolve: { alias: aliases }
	});
	return module;
}
