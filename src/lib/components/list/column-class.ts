/**
 * How wide a column is: as it was dragged, which its `width` attribute says, else as its table says.
 * A class rather than a style, which the content security policy refuses in what the server sends;
 * `app.css` names these classes, since no file has them whole.
 */
export function columnClass(rems: number, index: number, dragged: number | undefined): string {
	const width = rems * 4;
	// The first column takes what the others leave.
	if (index === 0) return `min-w-${width}`;
	return dragged ? '' : `w-${width}`;
}
