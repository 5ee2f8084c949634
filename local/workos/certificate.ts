import { randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** One DER element: tag, length, content. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
	const content = Buffer.concat(parts);
	if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
	const size =
		content.length < 0x100
			? [0x81, content.length]
			: [0x82, content.length >> 8, content.length & 0xff];
	return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (at: Date) => der(0x18, Buffer.from(at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')));

/**
 * A self-signed certificate for a key pair. WorkOS publishes each signing key with one (`x5c`), and
 * Node can read certificates but not make them.
 */
export function selfSigned(
	publicKey: KeyObject,
	privateKey: KeyObject,
	now: number
): X509Certificate {
	const rsaWithSha256 = sequence(oid('2a864886f70d01010b'), der(0x05));
	const commonName = sequence(oid('550403'), der(0x0c, Buffer.from('api.workos.com')));
	const name = sequence(der(0x31, commonName));
	const tenYears = 10 * 365 * 24 * 60 * 60 * 1000;
	const body = sequence(
		der(0xa0, der(0x02, Buffer.of(2))),
		der(0x02, Buffer.of(0x01, ...randomBytes(8))),
		rsaWithSha256,
		name,
		sequence(time(new Date(now)), time(new Date(now + tenYears))),
		name,
		publicKey.export({ type: 'spki', format: 'der' })
	);
	const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
	return new X509Certificate(sequence(body, rsaWithSha256, signature));
}
