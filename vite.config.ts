import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [tailwindcss(), sveltekit()],
	// Whether this build traces: see src/lib/server/tracing.ts.
	define: { __TRACING__: JSON.stringify(Boolean(process.env.TRACING)) },
	server: {
		// The local database writes here all the time.
		watch: { ignored: ['**/.local/**', '**/build/**', '**/test-results/**'] }
	}
});
