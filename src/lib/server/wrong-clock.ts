import { Outage, type Service } from './outage';

/**
 * How far apart our clock and a service's may be, in seconds, before nobody can tell any more how
 * long a token lives. The Data API bears as much.
 */
const tolerance = 30;

/** Our clock and a service's differ so much that tokens cannot be judged. */
export class WrongClock extends Outage {
	override name = 'WrongClock';
	override title = 'A clock is wrong';

	/** @param ahead by how many seconds our clock is ahead of the service's; less than 0 when behind */
	constructor(service: Service, ahead: number) {
		super(service, undefined);
		const seconds = Math.round(Math.abs(ahead));
		const by = `${seconds} seconds ${ahead > 0 ? 'ahead of' : 'behind'} ${service}`;
		this.message = `The clock of this instance is ${by}: have it set by NTP`;
		this.told = `The clock of this server is ${by}, so it cannot tell how long your sign-in counts. You are still signed in, and nothing is lost: tell whoever runs this dashboard.`;
	}
}

/** Whether a difference is too large to go on with. */
export function isWrong(ahead: number): boolean {
	return Math.abs(ahead) > tolerance;
}

/**
 * By how many seconds our clock is ahead of that of whoever answered, as far as the time that the
 * answer took does not explain it.
 *
 * @param askedAt by our clock, in milliseconds
 */
export function aheadOf({ headers }: Response, askedAt: number): number {
	const theirs = Date.parse(headers.get('date') ?? '');
	if (Number.isNaN(theirs)) return 0;

	// They wrote it some time between then and now, and left out the fraction of a second.
	const least = (askedAt - theirs) / 1000 - 1;
	const most = (Date.now() - theirs) / 1000;
	return least > 0 ? least : Math.min(most, 0);
}
