import { authorizeAsPage } from '$lib/server/sign-in';

/** Where people sign in, and the sign-in endpoint to give WorkOS. */
export const GET = (event) => authorizeAsPage(event, 'sign-in');
