import { answer } from './answer.js';
import server from 'SERVER';

export default {
	/** @param {Request} request */
	fetch: (request) => answer(request, process.env, server.fetch)
};
