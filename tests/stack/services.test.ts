import { expect, test } from 'vitest';
import { connectedServices } from '../../commands/services.ts';

const supabase = {
	PUBLIC_SUPABASE_URL: 'https://abc.supabase.co',
	PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
	SUPABASE_SECRET_KEY: 'sb_secret_x'
};
const workos = { WORKOS_CLIENT_ID: 'client_x', WORKOS_API_KEY: 'sk_x' };

test('nothing set means that everything runs locally', () => {
	expect(connectedServices({ PATH: '/bin', WORKOS_API_KEY: '' })).toEqual({
		supabase: false,
		workos: false
	});
});

test('each service can be connected', () => {
	expect(connectedServices({ ...supabase, ...workos })).toEqual({ supabase: true, workos: true });
	expect(connectedServices(workos)).toEqual({ supabase: false, workos: true });
	const local = { ...supabase, PUBLIC_SUPABASE_URL: 'http://127.0.0.1:54321' };
	expect(connectedServices(local)).toEqual({ supabase: true, workos: false });
});

test('a service that is set in part stops the start', () => {
	const part = { ...supabase, SUPABASE_SECRET_KEY: undefined };
	expect(() => connectedServices({ ...part, ...workos })).toThrow(
		/^PUBLIC_SUPABASE_URL and PUBLIC_SUPABASE_PUBLISHABLE_KEY are set, but not SUPABASE_SECRET_KEY: .*in the Supabase dashboard/
	);
	expect(() => connectedServices({ WORKOS_API_URL: 'http://127.0.0.1:4100' })).toThrow(
		/^WORKOS_API_URL is set, but not WORKOS_CLIENT_ID and WORKOS_API_KEY/
	);
});

test('a hosted project cannot go with the local stand-in', () => {
	expect(() => connectedServices(supabase)).toThrow(/cannot check tokens of the local WorkOS/);
});
