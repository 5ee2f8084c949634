import { authorizeAsPage } from '$lib/server/sign-in';

export const GET = (event) => authorizeAsPage(event, 'sign-up');
