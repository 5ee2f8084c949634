/** The side of a picture that every page has room for, in pixels. */
const side = 256;

/** Formats to try in turn: not every browser writes the first, and it calls that a PNG. */
const formats: [type: string, quality: number][] = [
	['image/webp', 0.9],
	['image/jpeg', 0.9],
	['image/jpeg', 0.7]
];

/**
 * Makes a small square of any picture that the browser can read, and leaves behind what else is in
 * the file, such as where it was taken.
 *
 * @returns null when it cannot read it
 */
export async function shrink(file: File, largest: number): Promise<File | null> {
	const image = await createImageBitmap(file).catch(() => null);
	if (!image) return null;

	const { width, height } = image;
	const cut = Math.min(width, height);
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = Math.min(side, cut);
	const context = canvas.getContext('2d');
	if (!context) return null;
	context.imageSmoothingQuality = 'high';
	const [left, top] = [(width - cut) / 2, (height - cut) / 2];
	context.drawImage(image, left, top, cut, cut, 0, 0, canvas.width, canvas.height);
	image.close();

	for (const [type, quality] of formats) {
		const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
		if (blob && blob.size <= largest) return new File([blob], 'picture', { type: blob.type });
	}
	return null;
}
