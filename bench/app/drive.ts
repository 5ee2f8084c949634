import { Agent, request } from 'node:http';

interface Drive {
	url: string;
	requests: number;
	/** How many are under way at the same time, each on a connection that is kept. */
	connections?: number;
	/** The headers of a request, by its number. */
	headers: (number: number) => Record<string, string>;
}

const agents = new Map<number, Agent>();

/**
 * Sends so many requests, and reads the answers to their end.
 *
 * @returns how long that took, in milliseconds
 * @throws when one is not answered with 200
 */
export async function drive({ url, requests, connections = 1, headers }: Drive): Promise<number> {
	const agent = agents.get(connections) ?? new Agent({ keepAlive: true, maxSockets: connections });
	agents.set(connections, agent);
	let next = 0;
	const lane = async () => {
		while (next < requests) await ask(url, agent, headers(next++));
	};
	const begun = performance.now();
	await Promise.all(Array.from({ length: connections }, lane));
	return performance.now() - begun;
}

function ask(url: string, agent: Agent, headers: Record<string, string>): Promise<void> {
	return new Promise((done, fail) => {
		const sent = request(url, { agent, headers }, (response) => {
			response.on('error', fail);
			response.on('end', () => {
				if (response.statusCode === 200) done();
				else fail(new Error(`${url} answered ${response.statusCode}.`));
			});
			response.resume();
		});
		sent.on('error', fail);
		sent.end();
	});
}
