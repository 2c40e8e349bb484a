// Text of files on a terminal. Names and labels may hold what a terminal acts on: colours, titles, line breaks, letters that
// turn the direction of others. They are shown escaped.

/** Control characters of both sets, line separators, and what changes the direction of text without being seen. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The same text with another spelling of each control character. */
export function escapeControls(text: string, spell: (code: number) => string): string {
  return text.replaceAll(CONTROLS, (letter) => spell(letter.charCodeAt(0)));
}

/** A control character as JSON writes it: `\u001b`. */
function jsonEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A name or a label for people, on one line. */
export function shownText(text: string): string {
  return escapeControls(text, jsonEscape);
}

/** What has several lines, for people: their ends stay. */
export function shownLines(text: string): string {
  return text.split('\n').map(shownText).join('\n');
}
