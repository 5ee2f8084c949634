import { PostgrestError } from '@supabase/supabase-js';
import { expect, test } from 'vitest';
import { framesOf, inOneLine, withoutSecrets, wordsFor } from '$lib/server/loggable';
import { Outage } from '$lib/server/outage';

const answered = (code: string, message: string) =>
	new PostgrestError({ message, code, details: 'Key (email)=(ada@acme.test)', hint: 'Ada' });

test.each([
	[
		answered('22P02', 'invalid input syntax for type uuid: "Ada Lovelace"'),
		'PostgrestError: invalid input syntax for type uuid: "…" 22P02'
	],
	[
		answered('PGRST100', '"failed to parse logic tree ((name.eq.Ada))" (line 1, column 3)'),
		'PostgrestError: "…" (…) PGRST100'
	],
	[
		answered('42P01', 'relation "app.sessions" does not exist'),
		'PostgrestError: relation "app.sessions" does not exist 42P01'
	],
	[
		new Outage('Supabase', { status: 503, code: 'PGRST001', message: 'Ada' }),
		'Supabase could not be reached: answered 503 PGRST001'
	],
	[
		Object.assign(new Error('ada@acme.test may not'), {
			...{ name: 'GenericServerException', status: 400, code: 'odd', requestID: 'req_1' }
		}),
		'GenericServerException 400 odd request req_1'
	],
	[{ message: 'Ada' }, 'something that is no error'],
	[null, 'null']
])('what broke is told without what it quotes', (what, told) => {
	expect(wordsFor(what)).toBe(told);
});

test('a parser’s error does not repeat what it could not read', () => {
	let reason: unknown;
	try {
		JSON.parse('Ada Lovelace');
	} catch (thrown) {
		reason = thrown;
	}
	expect(wordsFor(reason)).toBe(`SyntaxError: Unexpected token 'A', "…" is not valid JSON`);
	expect(framesOf(reason).join()).toContain('loggable.test');
});

test.each([
	['of eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.c2ln here', 'of [token] here'],
	['with sb_secret_abc, sk_live_abc and whsec_abc', 'with [key], [key] and [key]'],
	['to ada.l+x@mail.acme.test now', 'to [address] now'],
	['/callback?code=01ABC&state=x-y', '/callback?code=[secret]&state=[secret]'],
	['Bearer abc.def', '[token]'],
	[`${'x'.repeat(2_000)}ada@acme.test`, `${'x'.repeat(1_000)} …`]
])('%s: what lets somebody in or names them is taken out', (text, clean) => {
	expect(withoutSecrets(text)).toBe(clean);
});

test('nothing breaks a line, moves or colours one', () => {
	expect(inOneLine('a\r\n\u001b[31mb\u0085\u2028\u202ec')).toBe(
		'a\\u000d\\u000a\\u001b[31mb\\u0085\\u2028\\u202ec'
	);
});
