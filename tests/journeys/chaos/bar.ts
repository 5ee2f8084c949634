/** What must not happen, however much around the app misbehaves; and how often it was tried. */
export interface Bar {
	tries: number;
	/** Somebody was signed out who need not be. */
	out: number;
	/** Somebody was let in who must not. */
	in: number;
	/** Something was written twice that was sent once. */
	twice: number;
	/** Something that was acknowledged is not there. */
	lost: number;
	/** Something of another organization was shown. */
	foreign: number;
	/** How long a page took at most to come back once the part was, in milliseconds. */
	back: number;
}

export const wrongs = ['out', 'in', 'twice', 'lost', 'foreign'] as const;

export const noBar = (): Bar => ({
	tries: 0,
	out: 0,
	in: 0,
	twice: 0,
	lost: 0,
	foreign: 0,
	back: 0
});
