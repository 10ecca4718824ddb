import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldForSearch, foldTonePosition, isNameText, isPlainText, isSameName, tidyLine, tidyName, tidyText } from '#shared/forms/text.ts'

describe('Vietnamese text', () => {
  it('is brought to NFC, without invisible characters, with single spaces', () => {
    expect(tidyLine('  Nguye\u0302\u0303n\u200b  Thị\u00a0Ngọc\u2060 ')).toBe('Nguyễn Thị Ngọc')
    expect(tidyText('dòng một\r\n\r\n\r\n\r\n dòng  hai ')).toBe('dòng một\n\ndòng hai')
  })

  it('repairs the Icelandic Ð that old fonts left in names', () => {
    expect(tidyName('Ðỗ Văn Ðạt')).toBe('Đỗ Văn Đạt')
    expect(tidyName('H’Hen Niê')).toBe('H\'Hen Niê')
  })

  it.each(['Nguyễn Thị Tường Vi Hoàng Oanh', 'Y', 'Lò-Văn Bình', 'H\'Mơ', 'NGUYỄN ƯỚC Ặ', 'José Ångström'])('accepts the name %s', (name) => {
    expect(isNameText(name)).toBe(true)
  })

  it.each([['Cyrillic а', 'Nguyễn Vаn'], ['Greek Ο', 'Οanh'], ['a digit', 'Nguyễn 2'], ['a look-alike of full width', 'Ａnh'], ['a bracket', 'Anh (Tí)'], ['nothing', '']])('refuses a name with %s', (_, name) => {
    expect(isNameText(name)).toBe(false)
  })

  it('refuses control and private-use characters in plain text', () => {
    expect(isPlainText('Số 12, ngõ 34 – “Phố”')).toBe(true)
    for (const bad of ['a\u0000b', 'a\u0007', 'a\ue000', 'a\ud800']) expect(isPlainText(bad)).toBe(false)
  })

  it('folds đ, marks and punctuation away for search', () => {
    expect(foldForSearch('Đăng ký TẠM-TRÚ, số 1.004194')).toBe('dang ky tam tru so 1 004194')
  })

  it('treats old and new tone positions as one spelling, other marks as different', () => {
    expect(isSameName('Nguyễn Hoà', 'NGUYỄN HÒA')).toBe(true)
    expect(isSameName('Thuý', 'Thúy')).toBe(true)
    expect(isSameName('Hoa', 'Hoà')).toBe(false)
    expect(isSameName('Lý', 'Lí')).toBe(false)
    expect(isSameName('Dung', 'Đung')).toBe(false)
  })

  it('tidies and folds to something stable, whatever is typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(tidyLine(tidyLine(text))).toBe(tidyLine(text))
      expect(tidyLine(text).normalize('NFC')).toBe(tidyLine(text))
      expect(foldForSearch(foldForSearch(text))).toBe(foldForSearch(text))
      expect(foldTonePosition(text.normalize('NFD'))).toBe(foldTonePosition(text.normalize('NFC')))
    }))
  })
})
