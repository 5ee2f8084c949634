/** Where `adapters/node-entry.js` says that this instance was asked to end. */
const mark = Symbol.for('orgdeck.leaving');

/** Whether this instance ends soon: it does its work, and wants no more of it. */
export function isLeaving(): boolean {
	return Boolean((globalThis as { [mark]?: boolean })[mark]);
}
