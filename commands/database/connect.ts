import pg from 'pg';

/**
 * Connects as whoever the URL names. Errors are sentences that say what to do, and none contains the
 * URL, which has a password in it.
 */
export async function connect(url: string): Promise<pg.Client> {
	const { hostname, port, searchParams } = parse(url);
	if (port === '6543') {
		throw new Error(
			'Port 6543 is the pooler that hands each transaction to another session, and a deployment holds a lock for a session. Use the direct connection or the session pooler, on port 5432.'
		);
	}
	const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
	const encrypted = isHere || searchParams.has('sslmode') || searchParams.has('sslrootcert');
	const client = new pg.Client({
		connectionString: url,
		application_name: 'orgdeck db:deploy',
		connectionTimeoutMillis: 10_000,
		keepAlive: true,
		// Elsewhere never in the clear; who answers has to prove it.
		...(encrypted ? {} : { ssl: true })
	});
	// A connection that is lost makes the next statement fail, which is soon enough.
	client.on('error', () => {});
	try {
		await client.connect();
		return client;
	} catch (error) {
		throw new Error(sentenceFor(error as pg.DatabaseError, hostname), { cause: error });
	}
}

function parse(url: string): URL {
	const parsed = URL.parse(url);
	if (parsed && /^postgres(ql)?:$/.test(parsed.protocol) && parsed.hostname) return parsed;
	throw new Error(
		'That is no address of a database. It begins with postgresql:// and names a user, a host and a database; special characters of a password are percent-encoded. The Supabase dashboard has it under Connect.'
	);
}

function sentenceFor(error: Error & { code?: string }, host: string): string {
	switch (error.code) {
		case '28P01':
		case '28000':
			return `The database at ${host} refuses this user or password. The Supabase dashboard has the connection string under Connect, and resets the password in the database's settings.`;
		case '3D000':
			return `The server at ${host} has no database of this name. On Supabase it is called postgres.`;
		case 'ECONNREFUSED':
			return `Nothing answers at ${host} on this port. Is the address right, and the project not paused?`;
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `Nobody knows a host ${host}. Copy the connection string from the Supabase dashboard, under Connect; where there is no IPv6, that of the session pooler.`;
		case 'SELF_SIGNED_CERT_IN_CHAIN':
		case 'DEPTH_ZERO_SELF_SIGNED_CERT':
		case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
		case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
			return `The database at ${host} shows a certificate that nobody here knows. Download the project's from the Supabase dashboard (database settings, SSL) and add sslrootcert=<file> to the address.`;
	}
	if (/does not support SSL/.test(error.message)) {
		return `The database at ${host} does not encrypt. If the way to it is safe, add sslmode=disable to the address.`;
	}
	if (/timeout/i.test(error.message)) {
		return `The database at ${host} does not answer. Is the address right, and may this machine reach it?`;
	}
	return `The database at ${host} cannot be reached: ${error.message}.`;
}
