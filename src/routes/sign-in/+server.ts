import { authorize } from '$lib/server/sign-in';

/** Where people sign in, and the sign-in endpoint to give WorkOS. */
export const GET = (event) => authorize(event, 'sign-in');
