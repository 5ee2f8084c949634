import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';

export interface ReservedPort {
	port: number;
	/** Lets go of the port, for the process it was kept for. */
	release(): Promise<void>;
}

/**
 * Holds the wanted port of the loopback interface, or the next free one; any free one for 0.
 * Holding it until its user starts keeps two stacks that start together apart.
 */
export async function reservePort(wanted: number): Promise<ReservedPort> {
	for (let port = wanted; port <= 65535; port++) {
		const server = await tryListen(port);
		if (!server) continue;
		const { port: actual } = server.address() as { port: number };
		return { port: actual, release: () => new Promise((done) => server.close(() => done())) };
	}
	throw new Error(`No port from ${wanted} to 65535 is free.`);
}

async function tryListen(port: number): Promise<Server | null> {
	// Where a server listens on all interfaces, some systems still let us listen on loopback, so a
	// connection is the better proof that the port is taken.
	if (port > 0 && (await isAnswered(port))) return null;
	return new Promise((done, fail) => {
		const server = createServer((socket) => socket.destroy());
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE' || error.code === 'EACCES') done(null);
			else fail(error);
		});
		server.listen({ port, host: '127.0.0.1' }, () => done(server));
	});
}

/** Whether someone answers under the name localhost, which stands for two addresses. */
async function isAnswered(port: number): Promise<boolean> {
	const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => connects(host, port)));
	return answers.includes(true);
}

function connects(host: string, port: number): Promise<boolean> {
	return new Promise((done) => {
		const socket = connect({ port, host });
		const end = (result: boolean) => {
			socket.destroy();
			done(result);
		};
		socket.setTimeout(500, () => end(false));
		socket.once('connect', () => end(true));
		socket.once('error', () => end(false));
	});
}
