/** Kinds of pictures, a WebP in each of its forms. */
export type PictureKind = 'png' | 'jpeg' | 'webp' | 'webp lossless' | 'webp extended';

const u16be = (n: number) => [n >> 8, n & 255];
const u24le = (n: number) => [n & 255, (n >> 8) & 255, n >> 16];
const u32be = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
const letters = (text: string) => [...Buffer.from(text)];

/** How a picture of so many pixels begins. */
const headers: Record<PictureKind, (width: number, height: number) => number[]> = {
	png: (width, height) => [
		...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
		...[...u32be(13), ...letters('IHDR'), ...u32be(width), ...u32be(height), 8, 2, 0, 0, 0]
	],
	jpeg: (width, height) => [
		...[0xff, 0xd8, 0xff, 0xe0, ...u16be(16), ...letters('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0],
		// As some programs write it: a byte to fill up, and tables before the frame.
		...[0xff, 0xff, 0xdb, ...u16be(67), ...new Array<number>(65).fill(0)],
		...[0xff, 0xc2, ...u16be(11), 8, ...u16be(height), ...u16be(width), 1, 1, 0x11, 0]
	],
	webp: (width, height) => [
		...[...letters('RIFF'), 1, 2, 3, 4, ...letters('WEBPVP8 '), 9, 0, 0, 0, 0, 0, 0],
		// Scaling stands in the two bits above a side.
		...[0x9d, 0x01, 0x2a, width & 255, (width >> 8) | 0x40, height & 255, (height >> 8) | 0x80]
	],
	'webp lossless': (width, height) => {
		const bits = (width - 1) | ((height - 1) << 14);
		const head = [...letters('RIFF'), 1, 2, 3, 4, ...letters('WEBPVP8L'), 5, 0, 0, 0, 0x2f];
		return [...head, ...u32be(bits).reverse()];
	},
	'webp extended': (width, height) => [
		...[...letters('RIFF'), 1, 2, 3, 4, ...letters('WEBPVP8X'), 10, 0, 0, 0, 0, 0, 0, 0],
		...[...u24le(width - 1), ...u24le(height - 1)]
	]
};

/** So many bytes of a picture: its header, and nothing that anybody could look at. */
export function pictureOf(
	kind: PictureKind,
	{ width = 256, height = 256, size = 200 } = {}
): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(size);
	bytes.set(headers[kind](width, height));
	return bytes;
}

/** Bytes as the Data API takes and gives them. */
export const asDigits = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;
