import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalise, canonicalisationOf } from '../../../../signing/trust/xml/canonical.ts'
import { parseXml } from '../../../../signing/trust/xml/parse.ts'

const parse = (text: string) => parseXml(Buffer.from(text)).root
const inclusive = canonicalisationOf('http://www.w3.org/TR/2001/REC-xml-c14n-20010315')!
const exclusive = canonicalisationOf('http://www.w3.org/2001/10/xml-exc-c14n#')!

describe('reading XML', () => {
  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['an entity of its own', '<a>&b;</a>'],
    ['an entity that does not end', '<a>&amp</a>'],
    ['tags that overlap', '<a><b></a></b>'],
    ['a second root', '<a/><b/>'],
    ['text outside the root', '<a/>x'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['a prefix that nobody declared', '<x:a/>'],
    ['an element that does not end', '<a><b/>'],
    ['nothing', ''],
    ['octets that are not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])],
    ['too many levels', '<a>'.repeat(5000)],
  ])('refuses %s', (_, text) => {
    expect(() => parseXml(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'trusted-list-invalid' }) as Error)
  })

  it('ends in a document or in a refusal, whatever the text', () => {
    const piece = fc.oneof(fc.constantFrom('<a>', '</a>', '<a b="c"/>', '<!--', '-->', '<![CDATA[', ']]>', '&lt;', '&#x41;', '<?x y?>', 'xmlns:p="q"', '"', '='), fc.string({ maxLength: 5 }))
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        parse(pieces.join(''))
      }
      catch (error) {
        expect(error).toMatchObject({ code: 'trusted-list-invalid' })
      }
    }))
  })
})

describe('canonical XML', () => {
  it.each([
    ['start and end tags (example 3.3)', '<doc><e1   /><e2   ></e2><e3   name = "elem3"   id="elem3"   /></doc>', '<doc><e1></e1><e2></e2><e3 id="elem3" name="elem3"></e3></doc>'],
    [
      'namespaces and attributes (example 3.3)',
      '<doc><e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m"\n   xmlns:b="http://www.ietf.org"\n   xmlns:a="http://www.w3.org"\n   xmlns="http://example.org"/></doc>',
      '<doc><e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I\'m" attr2="all" b:attr="sorted" a:attr="out"></e5></doc>',
    ],
    [
      'superfluous declarations (example 3.3)',
      '<doc><e6 xmlns="" xmlns:a="http://www.w3.org"><e7 xmlns="http://www.ietf.org"><e8 xmlns="" xmlns:a="http://www.w3.org"><e9 xmlns="" xmlns:a="http://www.ietf.org"/></e8></e7></e6></doc>',
      '<doc><e6 xmlns:a="http://www.w3.org"><e7 xmlns="http://www.ietf.org"><e8 xmlns=""><e9 xmlns:a="http://www.ietf.org"></e9></e8></e7></e6></doc>',
    ],
    [
      'characters (example 3.4)',
      '<doc>\r\n<text>First line&#x0d;&#10;Second line</text>\n<value>&#x32;</value><compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute></doc>',
      '<doc>\n<text>First line&#xD;\nSecond line</text>\n<value>2</value><compute>value&gt;"0" &amp;&amp; value&lt;"10" ?"valid":"error"</compute></doc>',
    ],
    ['values (example 3.4)', '<norm attr=\' &apos;   &#x20;&#13;&#xa;&#9;   &apos; \'/>', '<norm attr=" \'    &#xD;&#xA;&#x9;   \' "></norm>'],
    ['no comments', '<doc>a<!-- b -->c</doc>', '<doc>ac</doc>'],
  ])('has %s', (_, text, expected) => {
    expect(canonicalise(parse(text), inclusive)).toBe(expected)
  })

  it('takes over, inclusively, what is in scope, and exclusively only what is used (RFC 3741 §2.2)', () => {
    const root = parse('<n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org" xml:lang="vi"><n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff/></n1:elem2></n0:local>')
    const element = root.elements[0]!
    expect(canonicalise(element, inclusive)).toBe('<n1:elem2 xmlns:n0="foo:bar" xmlns:n1="http://example.net" xmlns:n3="ftp://example.org" xml:lang="en"><n3:stuff></n3:stuff></n1:elem2>')
    expect(canonicalise(element, exclusive)).toBe('<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>')
    expect(canonicalise(element, { ...exclusive, inclusivePrefixes: ['n0'] })).toBe('<n1:elem2 xmlns:n0="foo:bar" xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>')
    expect(canonicalise(element.elements[0]!, inclusive)).toContain('xml:lang="en"')
  })
})
