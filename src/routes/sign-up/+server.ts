import { authorize } from '$lib/server/sign-in';

export const GET = (event) => authorize(event, 'sign-up');
