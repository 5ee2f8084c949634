import { WorkOS } from '@workos-inc/node';

export type Variables = Record<string, string | undefined>;

/** WorkOS as these variables name it. */
export function workosOf({ WORKOS_API_KEY, WORKOS_CLIENT_ID, WORKOS_API_URL }: Variables): WorkOS {
	const url = new URL(WORKOS_API_URL || 'https://api.workos.com');
	return new WorkOS(WORKOS_API_KEY, {
		clientId: WORKOS_CLIENT_ID,
		apiHostname: url.hostname,
		...(url.port && { port: Number(url.port) }),
		https: url.protocol === 'https:'
	});
}
