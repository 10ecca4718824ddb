import { beforeEach, describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'
import { createIssuerSource, defaultPolicy, validateSignatures, type IssuerSource, type ValidationOptions } from '#signing'
import { createCertificateAuthority, createRoot, generateKey, samplePdf, type CertificateAuthority, type CertificateExtension, type NameAttribute } from '#signing/testing'
import { days, World, type Signatory } from '../../../corpus/kit/world.ts'

/** What a certificate says of where its issuer lies. */
const naming = (...names: string[]): { extensions: CertificateExtension[] } =>
  ({ extensions: [{ oid: '1.3.6.1.5.5.7.1.1', critical: false, value: der.sequence(...names.map(name => der.sequence(der.oid('1.3.6.1.5.5.7.48.2'), der.implicit(6, der.ia5String(`http://issuers.test/${name}`))))) }] })

const world = new World()
const { root } = world.pki.public
const places = new Map<string, Uint8Array>()
let asked: string[] = []
beforeEach(() => {
  places.clear()
  asked = []
})

const source = (): IssuerSource => createIssuerSource({ now: world.clock, network: { send: async ({ url }) => {
  const name = url.slice('http://issuers.test/'.length)
  asked.push(name)
  return { status: places.has(name) ? 200 : 404, body: places.get(name) ?? new Uint8Array() }
} } })

/** Signs with the signing certificate alone in the file: its issuers must be found elsewhere. */
const signAlone = ({ certificates: [own], ...signatory }: Signatory) => world.sign(samplePdf(), { ...signatory, certificates: [own!] })
const validate = async (pdf: Uint8Array, options: Partial<ValidationOptions> = {}) => {
  const { signatures: [signature] } = await validateSignatures(pdf, { anchors: world.anchors, time: world.now, issuers: source(), revocation: world.source(), ...options })
  return signature!
}
const noChain = { indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }
const namesOf = ({ path }: { path: { commonName: string | null }[] }) => path.map(({ commonName }) => commonName)

/** `Authority 1` below the root, `Authority 2` below it …, each certificate naming where its issuer lies. */
function chainOf(length: number): CertificateAuthority[] {
  const chain = [root]
  for (let number = 1; number <= length; number += 1) chain.push(world.authority(`Authority ${number}`, chain.at(-1)!, naming(`${number - 1}`)))
  chain.forEach((one, number) => places.set(`${number}`, one.certificate))
  return chain
}

describe('an issuer that the file lacks', () => {
  it('is fetched from where the certificate says it lies', async () => {
    const issuing = { issuers: createIssuerSource({ now: world.clock, network: world.network }) }
    const pdf = await signAlone(world.person())
    const signature = await validate(pdf, issuing)
    expect(signature).toMatchObject({ indication: 'TOTAL-PASSED', anchorLabel: 'Chữ ký số công cộng' })
    expect(namesOf(signature)).toEqual(['NGUYỄN VĂN AN', 'Sandbox Remote Signing CA', 'Sandbox Public Root CA'])
    expect(await validateSignatures(pdf, { anchors: world.anchors, time: world.now, revocation: world.source() })).toMatchObject({ signatures: [noChain] })
  })

  it('is not called part of the file, which has no level that wants it there', async () => {
    const [, first] = chainOf(1)
    const person = world.person({ authority: first!, ...naming('1') })
    const lacking = (pdf: Uint8Array) => validate(pdf).then(({ level, missingForNextLevel }) => ({ level, missing: missingForNextLevel.filter(one => one.startsWith('the certificate of')) }))
    expect(await lacking(await world.sign(samplePdf(), { ...person, certificates: person.certificates.slice(0, 1) }, { level: 'B-T' }))).toEqual({ level: 'B-T', missing: ['the certificate of Authority 1'] })
    expect(await lacking(await world.sign(samplePdf(), person, { level: 'B-T' }))).toEqual({ level: 'B-T', missing: [] })
  })

  it('is fetched step by step up to the anchor, each once, and the anchor not at all', async () => {
    const chain = chainOf(3)
    const signature = await validate(await signAlone(world.person({ authority: chain[3]!, ...naming('3') })))
    expect(asked).toEqual(['3', '2', '1'])
    expect(namesOf(signature)).toEqual(['NGUYỄN VĂN AN', 'Authority 3', 'Authority 2', 'Authority 1', 'Sandbox Public Root CA'])
  })

  it('is not asked for where the file holds it, or a path reaches an anchor', async () => {
    const [, first] = chainOf(1)
    await validate(await world.sign(samplePdf(), world.person({ authority: first!, ...naming('1') })))
    expect(asked).toEqual([])
  })

  it('is asked for by every signature that needs it, and fetched once for all', async () => {
    const [, first] = chainOf(1)
    const person = world.person({ authority: first!, ...naming('1') })
    const other = world.person({ authority: first!, ...naming('1') })
    const pdf = await world.sign(await signAlone(person), { ...other, certificates: other.certificates.slice(0, 1) })
    const { signatures } = await validateSignatures(pdf, { anchors: world.anchors, time: world.now, issuers: source() })
    expect(signatures.map(({ path }) => path.length)).toEqual([3, 3])
    expect(asked).toEqual(['1'])
  })

  it('of a missing issuer that came with the file is found too', async () => {
    const chain = chainOf(2)
    const person = world.person({ authority: chain[2]!, ...naming('2') })
    const signature = await validate(await world.sign(samplePdf(), { ...person, certificates: person.certificates.slice(0, 2) }))
    expect(asked).toEqual(['1'])
    expect(signature.path).toHaveLength(4)
  })
})

describe('what lies at an address', () => {
  it('makes nobody trusted: neither a root that signed itself nor who is below it', async () => {
    const key = generateKey('P-256')
    const own = createCertificateAuthority({ key, certificates: [createRoot({ key, subject: [['CN', 'Own root']], now: world.begin })], now: world.clock })
    const below = world.authority('Below it', own, naming('root'))
    places.set('root', own.certificate)
    places.set('below', below.certificate)
    const signature = await validate(await signAlone(world.person({ authority: below, ...naming('below') })))
    expect(signature).toMatchObject({ ...noChain, anchorLabel: null })
    expect(namesOf(signature)).toEqual(['NGUYỄN VĂN AN', 'Below it', 'Own root'])
    expect(asked).toEqual(['below', 'root'])
  })

  it('is not looked for above a root that signed itself, whatever that names', async () => {
    const key = generateKey('P-256')
    const subject: NameAttribute[] = [['CN', 'Own root']]
    const bare = createCertificateAuthority({ key, certificates: [createRoot({ key, subject, now: world.begin })], now: world.clock })
    const certificate = bare.issue({ subject, publicKey: key.publicKey, profile: 'authority', ...naming('above') })
    const own = createCertificateAuthority({ key, certificates: [certificate], now: world.clock })
    expect(await validate(await world.sign(samplePdf(), world.person({ authority: own, ...naming('root') })))).toMatchObject({ ...noChain, path: [{}, {}] })
    expect(asked).toEqual([])
  })

  it('is nothing when it is somebody else’s', async () => {
    const [, first] = chainOf(1)
    places.set('1', world.pki.government.issuing.certificate)
    expect(await validate(await signAlone(world.person({ authority: first!, ...naming('1') })))).toMatchObject({ ...noChain, path: [{}] })
    expect(asked).toEqual(['1'])
  })

  it('is nothing when nobody answers', async () => {
    const pdf = await signAlone(world.person({ ...naming('nowhere') }))
    const broken: IssuerSource = {
      find: () => {
        throw new Error('out of order')
      },
    }
    const senseless: IssuerSource = { find: async () => ({ kind: 'certificates', certificates: [Uint8Array.of(1, 2)] }) }
    for (const issuers of [source(), broken, senseless]) expect(await validate(pdf, { issuers })).toMatchObject(noChain)
  })
})

describe('climbing comes to an end', () => {
  it('where two issuers name each other', async () => {
    const [one, other] = [generateKey('P-256'), generateKey('P-256')]
    const stand = (key: typeof one, name: string) => createCertificateAuthority({ key, certificates: [createRoot({ key, subject: [['CN', name]], now: world.begin })], now: world.clock })
    const [first, second] = [stand(one, 'A'), stand(other, 'B')]
    places.set('A', second.issue({ subject: [['CN', 'A']], publicKey: one.publicKey, profile: 'authority', ...naming('B') }))
    places.set('B', first.issue({ subject: [['CN', 'B']], publicKey: other.publicKey, profile: 'authority', ...naming('A') }))
    expect(await validate(await signAlone(world.person({ authority: first, ...naming('A') })))).toMatchObject(noChain)
    expect(asked).toEqual(['A', 'B'])
  })

  it.each([['by height', { issuerDepth: 2 }], ['by number', { issuers: 2 }]])('where the policy says so: %s', async (_, limits) => {
    const chain = chainOf(3)
    const policy = { ...defaultPolicy, limits: { ...defaultPolicy.limits, ...limits } }
    expect(await validate(await signAlone(world.person({ authority: chain[3]!, ...naming('3') })), { policy })).toMatchObject({ ...noChain, path: [{}, {}, {}] })
    expect(asked).toEqual(['3', '2'])
  })

  it('where waiting does: the file is judged without the answer', async () => {
    const policy = { ...defaultPolicy, limits: { ...defaultPolicy.limits, milliseconds: 2000, waitingMilliseconds: 50 } }
    const pdf = await signAlone(world.person(naming('slow')))
    const report = await validateSignatures(pdf, { anchors: world.anchors, time: world.now, policy, issuers: { find: () => new Promise(() => {}) } })
    expect(report).toMatchObject({ integrity: 'sound', signatures: [noChain] })
  })

  it('where waiting for issuers leaves none for evidence: the status stays unknown', async () => {
    const policy = { ...defaultPolicy, limits: { ...defaultPolicy.limits, waitingMilliseconds: 50 } }
    const slow: IssuerSource = { find: () => new Promise(() => {}) }
    const stranger = world.person({ authority: world.authority('Nobody’s', root), ...naming('slow') })
    const pdf = await world.sign(await signAlone(stranger), world.person())
    const { signatures } = await validateSignatures(pdf, { anchors: world.anchors, time: world.now, policy, issuers: slow, revocation: world.source() })
    expect(signatures).toMatchObject([noChain, { subIndication: 'TRY_LATER' }])
  })
})

describe('an anchor whose end has come', () => {
  it('still lets evidence be asked for, for what is older', async () => {
    const pdf = await world.sign(samplePdf(), world.person(), { completion: { timestamp: world.timestamp('government') } })
    const trustedUntil = new Date(world.now.getTime() + days(1))
    const before = world.now
    const time = world.pass(days(2))
    const signature = await validate(pdf, { time, anchors: [{ ...world.pki.public.anchor, trustedUntil }, world.pki.government.anchor] })
    world.now = before
    expect(signature).toMatchObject({ indication: 'TOTAL-PASSED' })
  })
})
