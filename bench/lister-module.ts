import { fileURLToPath } from 'node:url';
import { importWithAliases } from '../commands/app.ts';
import { programOf } from '../commands/programs.ts';
import { runChild } from '../local/children.ts';

/** What asks for lists, from where no Vite resolves the names that the app's modules import by. */
export async function importLister(): Promise<typeof import('./lister.ts').lister> {
	// The app's modules are not read without what this writes.
	await runChild({
		command: process.execPath,
		args: [programOf('@sveltejs/kit', 'svelte-kit'), 'sync']
	});
	const file = fileURLToPath(new URL('lister.ts', import.meta.url));
	return (await importWithAliases<typeof import('./lister.ts')>(file)).lister;
}
