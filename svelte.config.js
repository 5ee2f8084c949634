import adapterCloudflare from '@sveltejs/adapter-cloudflare';
import adapterNode from '@sveltejs/adapter-node';

const adapters = {
	node: () => adapterNode(),
	cloudflare: () => adapterCloudflare()
};

const name = process.env.ADAPTER ?? 'node';
if (!(name in adapters)) {
	throw new Error(`ADAPTER=${name} is not known. Use one of: ${Object.keys(adapters).join(', ')}.`);
}

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: { adapter: adapters[/** @type {keyof typeof adapters} */ (name)]() }
};
