import { exportJWK, generateKeyPair } from 'jose';
export async function startWorkos({ port }: any): Promise<any> {
	const { publicKey } = await generateKeyPair('RS256');
	const jwk = { ...(await exportJWK(publicKey)), kid: 'x', alg: 'RS256', use: 'sig' };
	return { url: `http://127.0.0.1:${port}`, jwks: () => ({ keys: [jwk] }), stop: async () => {} };
}
