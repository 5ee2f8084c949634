/** Answers as long as the process does. */
export const GET = () => new Response('ok\n');
