import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [tailwindcss(), sveltekit()],
	server: {
		// The local database writes here all the time.
		watch: { ignored: ['**/.local/**', '**/build/**', '**/test-results/**'] }
	}
});
