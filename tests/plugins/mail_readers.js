// SPDX-License-Identifier: ISC
// mail_readers.js - mailparser reads DIR/*.eml and compares with DIR/*.json.
'use strict';
const fs = require('fs');
const { simpleParser } = require('mailparser');

const dir = process.argv[2];
let failures = 0;

function check(name, what, got, want) {
	if (JSON.stringify(got) === JSON.stringify(want))
		return;
	failures++;
	console.log(`${name}: ${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
}

// mailparser joins the lines of format=flowed but leaves the ">" of a quote in
// the middle; blanks at the end of a line are not sent.
function unflowed(text) {
	return text.replace(/ > ?/g, ' ').replace(/ +$/gm, '');
}

function said(text) {
	const lines = text.split('\n');
	const out = [];
	for (let i = lines.indexOf('Kundens ord:') + 1; i > 0 && i < lines.length; i++) {
		if (!lines[i].startsWith('>'))
			break;
		out.push(lines[i].slice(1).replace(/^ /, ''));
	}
	return out.join('\n');
}

async function checkCase(name) {
	const want = JSON.parse(fs.readFileSync(`${dir}/${name}.json`, 'utf8'));
	const mail = await simpleParser(fs.readFileSync(`${dir}/${name}.eml`), {
		skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true,
	});
	check(name, 'subject', mail.subject || '', want.subject);
	check(name, 'from', mail.from.value, [{ address: 'bot@nordlys.example', name: want.from_name }]);
	check(name, 'to', mail.to.value, [{ address: 'aase@kunde.example', name: 'Åse "Bo" Østergård' }]);
	check(name, 'id', mail.messageId, want.id);
	check(name, 'date', mail.date.getTime(), 1795163405000);
	for (const key of ['bcc', 'x-evil', 'cc'])
		check(name, key, mail.headers.has(key), false);
	if (name !== 'big')
		check(name, 'quote', unflowed(said(mail.text)), unflowed(want.quote.replace(/\n$/, '')));
	check(name, 'pictures', mail.attachments.map((a) => a.filename),
	    want.picture ? [want.picture] : []);
	for (const a of mail.attachments)
		check(name, 'cid', mail.html.includes(`cid:${a.cid}`), true);
}

async function main() {
	const names = fs.readdirSync(dir).filter((f) => f.endsWith('.eml')).map((f) => f.slice(0, -4));
	for (const name of names)
		await checkCase(name);
	console.log(`${names.length} mails, ${failures} failures`);
	process.exit(failures || !names.length ? 1 : 0);
}

main();
