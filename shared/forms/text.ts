/** Vietnamese text as people type it, paste it and search for it (DOMAIN: Unicode rules; TCVN 6909:2001). */

const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const spaces = /[\t\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+/g
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g

/** One line: NFC, invisible characters out, every kind of space to one space. */
export function tidyLine(text: string): string {
  return text.replace(invisible, '').replace(/[\r\n]+/g, ' ').replace(spaces, ' ').trim().normalize('NFC')
}

/** Several lines: as `tidyLine`, keeping line breaks (at most one empty line in a row). */
export function tidyText(text: string): string {
  return text.replace(/\r\n?/g, '\n').split('\n').map(tidyLine).join('\n').replace(/\n{3,}/g, '\n\n').trim()
}

/** A name: as `tidyLine`; the Icelandic Ð and African Ɖ that old Vietnamese fonts produced become Đ. */
export function tidyName(text: string): string {
  return tidyLine(text).replace(/[\u00d0\u0189]/g, 'Đ').replace(/[\u2018\u2019\u02bc]/g, '\'')
}

/** Latin letters (with Vietnamese), space, hyphen, apostrophe, full stop: no look-alike of another script, no digit. */
export function isNameText(text: string): boolean {
  return /^[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff'\-. ]+$/.test(text)
}

/** Text that a form may carry: no control characters, no private-use or unassigned code points, no lone surrogates. */
export function isPlainText(text: string): boolean {
  return !/[\p{Cc}\p{Co}\p{Cn}\p{Cs}]/u.test(text.replace(/\n/g, ''))
}

/** For search: lower case, no marks, đ → d, anything but letters and digits to one space. */
export function foldForSearch(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

/**
 * For comparing spellings of one name: case and the place of the tone mark do not count ("Hoà" = "Hòa"), every other mark
 * does ("Hoa" ≠ "Hòa"). A Vietnamese syllable has one tone, so the tone is moved behind its word.
 */
export function foldTonePosition(text: string): string {
  return tidyLine(text).toLowerCase().normalize('NFD').split(' ')
    .map(word => word.replace(tones, '') + (word.match(tones) ?? []).join('')).join(' ').normalize('NFC')
}

/** Two names that differ only by case, Unicode form, spacing or tone position. Never proof that two people are one. */
export function isSameName(a: string, b: string): boolean {
  return foldTonePosition(a) === foldTonePosition(b)
}
