const titles: Record<number, string> = {
	403: 'This is not for you to see',
	404: 'There is nothing here',
	429: 'That was a lot at once',
	503: 'We cannot reach a service we need'
};

/** What a page that went wrong is called, in its heading and in the browser's tab. */
export function errorTitle(status: number, error: App.Error | null): string {
	return error?.title ?? titles[status] ?? 'Something went wrong';
}
