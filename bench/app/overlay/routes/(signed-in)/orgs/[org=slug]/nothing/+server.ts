/** For somebody in an organization, and nothing of it. */
export const GET = () => new Response('Nothing.');
