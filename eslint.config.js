import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import checkedWrites from './eslint/checked-writes.js';
import svelteConfig from './svelte.config.js';

export default defineConfig(
	{
		ignores: [
			...['build/', 'dist/', '.svelte-kit/', '.vercel/', '.netlify/', '.wrangler/'],
			...['.local/', 'node_modules/', 'test-results/']
		]
	},
	js.configs.recommended,
	ts.configs.recommended,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: { 'no-undef': 'off' }
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: {
				projectService: true,
				extraFileExtensions: ['.svelte'],
				parser: ts.parser,
				svelteConfig
			}
		}
	},
	{
		// The same as above, since another list of extensions makes TypeScript read everything anew.
		files: ['src/**/*.ts'],
		languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } }
	},
	{
		files: ['src/**/*.{js,ts,svelte}'],
		ignores: ['src/lib/server/write.ts'],
		plugins: { orgdeck: { rules: { 'checked-writes': checkedWrites } } },
		rules: { 'orgdeck/checked-writes': 'error' }
	}
);
