import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
	cookiePassword: string;
	webhookSecret: string;
	syncSecret: string;
	jwtSecret: string;
}

/** The secrets of a local stack, made once per data folder so that sessions outlive a restart. */
export function secretsIn(folder: string): Secrets {
	const file = join(folder, 'secrets.json');
	if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
	const secrets: Secrets = {
		cookiePassword: random(),
		webhookSecret: `whsec_${random()}`,
		syncSecret: random(),
		jwtSecret: random()
	};
	writeFileSync(file, JSON.stringify(secrets, null, '\t'), { mode: 0o600 });
	return secrets;
}

function random(): string {
	return randomBytes(32).toString('base64url');
}
