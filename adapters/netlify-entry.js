import { answer } from './answer.js';
import origins from './origins.js';

/**
 * @param {(request: Request, context: object) => Promise<Response>} server
 * @returns {(request: Request, context: object) => Promise<Response>}
 */
export const entry = (server) => (request, context) => {
	const env = { ...process.env, NETLIFY_ORIGINS: origins };
	return answer(request, env, (request) => server(request, context));
};
