import { unique } from '../../fixtures.ts';
import { isSignIn } from '../chaos/test.ts';
import { newProject } from '../session/answers.ts';
import { newAdmin, projectsOf, type Company } from '../session/company.ts';
import { letTokensExpire, sessionOf } from '../session/tokens.ts';
import { Visitor, type Answer } from '../session/visitor.ts';

/** Somebody at work, in a browser of their own. */
export interface Somebody {
	visitor: Visitor;
	company: Company;
	session: ReturnType<typeof sessionOf>;
}

/** What became of what a crowd did. */
export interface Outcome {
	requests: number;
	/** Answers that were none: a fault, or a page that says to come back later. */
	failed: string[];
	/** How often somebody was led to sign in. */
	out: number;
	/** The names of the projects that they were told are saved. */
	saved: string[];
}

/** So many people, each signed in to an organization of their own. */
export function newCrowd(url: string, count: number): Promise<Somebody[]> {
	return Promise.all(
		Array.from({ length: count }, async () => {
			const { person, company } = await newAdmin();
			const visitor = new Visitor(url);
			await visitor.signIn(person);
			await visitor.open(projectsOf(company));
			return { visitor, company, session: sessionOf(visitor) };
		})
	);
}

interface Pace {
	/** For how many steps each. */
	steps?: number;
	/** Until it is over. */
	isOver?: () => boolean;
	/** After how many steps somebody's token has run out. */
	tokenLasts?: number;
}

/** What one does, again and again: most look, some write, and now and then a token has run out. */
async function step(
	{ visitor, company }: Somebody,
	count: number,
	outcome: Outcome,
	tokenLasts: number
): Promise<void> {
	if (count % tokenLasts === 10) await letTokensExpire(visitor);
	const isWrite = count % 5 === 4;
	const name = `Under load ${unique()}`;
	const [path, fields] = newProject(company, name);
	const pages = ['/projects', '', '/tasks', '/members'];
	const page = `/orgs/${company.slug}${pages[count % pages.length]}`;
	const answer = isWrite
		? await visitor.postWithScript(path, { ...fields, once: unique() })
		: await visitor.open(page);
	note(outcome, answer, isWrite ? `POST ${path}` : `GET ${page}`);
	if (isWrite && answer.status === 200) outcome.saved.push(name);
}

function note(outcome: Outcome, answer: Answer, what: string): void {
	outcome.requests++;
	if (isSignIn(answer)) outcome.out++;
	const isScripted = what.startsWith('POST');
	const isSaved = !isScripted || answer.body.startsWith('{"type":"redirect"');
	if (answer.status !== 200 || !isSaved) {
		outcome.failed.push(`${what} ${answer.status} ${answer.body.slice(0, 200)}`);
	}
}

/** Has all of them work at the same time. */
export async function work(crowd: Somebody[], pace: Pace): Promise<Outcome> {
	const { steps = Infinity, isOver = () => false, tokenLasts = 20 } = pace;
	const outcome: Outcome = { requests: 0, failed: [], out: 0, saved: [] };
	await Promise.all(
		crowd.map(async (somebody, first) => {
			for (let count = 0; count < steps && !isOver(); count++) {
				await step(somebody, count + first, outcome, tokenLasts);
			}
		})
	);
	return outcome;
}
