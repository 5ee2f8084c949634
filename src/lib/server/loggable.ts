import { PostgrestError } from '@supabase/postgrest-js';

/** More of one value says nothing new, and would let whoever caused it fill the log. */
const longest = 1_000;

/** What lets somebody in or names a person, should it have got into a message. */
const secrets: [RegExp, string][] = [
	[/\beyJ[\w-]{6,}(\.[\w-]*)*/g, '[token]'],
	[/\b(sk|sb_secret|sb_publishable|whsec)_\w+/g, '[key]'],
	[/\bBearer\s+[^\s"]+/gi, '[token]'],
	[/([?&#](?:code|state|token|invitation_token|access_token|session_id)=)[^&\s"]+/gi, '$1[secret]'],
	[/[^\s"'<>()=@]{1,64}@[\w-]+(\.[\w-]+)+/g, '[address]']
];

/** A text without what must not be written down. */
export function withoutSecrets(text: string): string {
	const short = text.length > longest ? `${text.slice(0, longest)} …` : text;
	return secrets.reduce((rest, [pattern, word]) => rest.replace(pattern, word), short);
}

/** What breaks a line, or moves or colours what a terminal shows, is written as its number. */
export function inOneLine(text: string): string {
	return text.replace(
		// eslint-disable-next-line no-control-regex
		/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
	);
}

/**
 * What broke, in words to be written down. What the Data API and WorkOS answer can quote a request, and
 * so can a parser: of what they say only the message and the code are taken, without what it quotes.
 */
export function wordsFor(what: unknown): string {
	if (typeof what === 'string') return what;
	if (!(what instanceof Error)) return answerOf(what);
	const { name, message, code, status, requestID, cause } = what as Told;
	const words = isOfWorkos(what)
		? // Its sentences name people; its own log has the rest, by its id of the request.
			[name, status, code, requestID && `request ${requestID}`]
		: [isPlain(what) ? message : `${name}: ${unquoted(what, message)}`, code];
	const told = words.filter(Boolean).join(' ');
	return cause === undefined ? told : `${told}: ${wordsFor(cause)}`;
}

/** Where an error came from. */
export function framesOf(what: unknown): string[] {
	if (!(what instanceof Error) || isPlain(what)) return [];
	const { message, stack = '' } = what;
	const after = stack.slice(stack.indexOf(message) + message.length);
	const frames = after.split('\n').filter((line) => /^\s+at /.test(line));
	return frames.slice(0, 20).map((line) => line.trim());
}

type Told = Error & { code?: unknown; status?: unknown; requestID?: unknown };

/** Ours, in sentences made to be read. */
const isPlain = ({ name }: Error) => ['Outage', 'WrongClock', 'ConfigurationError'].includes(name);

const isOfWorkos = (what: Error) => 'requestID' in what;

/** Values that do not fit (22), filters that cannot be read (PGRST1), and JSON that is none. */
function unquoted(what: Told, message: string): string {
	const quotesValues = what instanceof PostgrestError && /^(22|PGRST1)/.test(String(what.code));
	if (!quotesValues && !(what instanceof SyntaxError)) return message;
	return message.replace(/".*"/gs, '"…"').replace(/\(.*\)/gs, '(…)');
}

/** What a service answered, which is no sentence: never what else it says. */
function answerOf(what: unknown): string {
	if (typeof what !== 'object' || what === null) return String(what);
	const { status, code } = what as { status?: unknown; code?: unknown };
	const words = [status, code].filter((word) => /^[\w-]{1,40}$/.test(String(word ?? '')));
	return words.length > 0 ? `answered ${words.join(' ')}` : 'something that is no error';
}
