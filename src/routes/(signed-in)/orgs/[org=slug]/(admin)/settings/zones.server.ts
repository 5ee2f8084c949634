let known: string[] | undefined;

/** The names of time zones, as the runtime lists them. It knows more, such as former names. */
export function zones(): string[] {
	return (known ??= [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]);
}
