import { createHash, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { canSignByTransaction, ProviderError, type Credential, type DataToBeSigned, type ProviderErrorCode } from '#signing/providers'
import type { SandboxPerson, StoryId } from '../../../../sandbox/index.ts'
import { newReference, type Answer, type Flow, type FlowProvider, type World } from './flows.ts'

/** Nobody of one flow is met in another. */
let taken = 40

/** What every provider must do, by whatever protocol, and what it must make of everything that can go wrong. */
export function describeContract(flow: Flow, worldOf: () => World): void {
  const { line, steps } = flow
  let world: World
  let open: FlowProvider

  beforeAll(() => {
    world = worldOf()
    open = flow.open(world)
  })
  afterEach(() => world.sandbox.control.reset())

  /** A code of the phone works once, so that on the service's pages everybody signs once. */
  const somebody = async (): Promise<SandboxPerson> => {
    const person = world.sandbox.people.slice(taken).find(({ pin }) => pin !== null)
    if (person === undefined) throw new Error('nobody is left')
    taken = world.sandbox.people.indexOf(person) + 1
    await open.prepare(person)
    return person
  }
  let regular: SandboxPerson | undefined
  const anybody = async (): Promise<SandboxPerson> => regular ??= await somebody()
  const signer = async (): Promise<SandboxPerson> => line === 'page' ? somebody() : anybody()
  const withStory = async (id: StoryId): Promise<SandboxPerson> => {
    const person = world.who(id)
    await open.prepare(person)
    return person
  }
  const credentialOf = async ({ personalId }: SandboxPerson): Promise<Credential> => {
    const [credential] = await open.provider.listCredentials(personalId)
    if (credential === undefined) throw new Error('no credential')
    return credential
  }
  let documents = 0
  const newDocument = (): DataToBeSigned => ({ data: Buffer.from(`signed attributes ${flow.name} ${documents += 1}`), label: 'Tờ khai CT01' })
  const sign = async (person: SandboxPerson, { data = [newDocument()], answer = 'agree', credential }: { data?: DataToBeSigned[], answer?: Answer, credential?: Credential } = {}) =>
    open.sign(person, { credential: credential ?? await credentialOf(person), data, answer })
  const isSigned = ({ certificates }: Credential, { data }: DataToBeSigned, signature: Uint8Array | undefined) => verify('sha256', data, new X509Certificate(certificates[0] ?? '').publicKey, signature ?? new Uint8Array())
  const codeOf = (work: Promise<unknown>): Promise<ProviderErrorCode | string> => work.then(() => 'no error', (error: unknown) => error instanceof ProviderError ? error.code : `not ours: ${inspect(error)}`)
  const timesSigned = ({ data }: DataToBeSigned): number => {
    const digest = createHash('sha256').update(data).digest('base64')
    const lines = readFileSync(join(world.dataDir, 'signature-service', 'activations.jsonl'), 'utf8').trim().split('\n').map(text => JSON.parse(text) as { event: string, hashes: string[] })
    return lines.filter(({ event, hashes }) => event === 'signed' && hashes.includes(digest)).length
  }
  const order = (fault: Parameters<World['sandbox']['control']['signature']>[0], options: Parameters<World['sandbox']['control']['signature']>[1]) => world.sandbox.control.signature(fault, options)

  describe('what it is', () => {
    it('is said by itself', async () => {
      const description = await open.provider.describe()
      expect(description.region).toBe('VN')
      expect(description.authorisation.length).toBeGreaterThan(0)
    })

    it('includes the credential of a person, read from its certificate', async () => {
      const person = await anybody()
      const credential = await credentialOf(person)
      expect(credential).toMatchObject({ usable: true, keyStatus: 'enabled', certificateStatus: 'valid', scal: 'SCAL2', keyLength: 2048, multisign: 50 })
      expect(credential.certificate).toMatchObject({ userIds: [`CCCD:${person.personalId}`], commonName: person.fullName })
      expect(credential.algorithms).toContainEqual({ algorithm: 'RSA-PKCS1', hash: 'SHA-256' })
      expect(credential.authorisation.mode).toBe({ page: 'redirect', typed: 'explicit', device: 'transaction' }[line])
    })

    it('names a credential so that it can be read by its id alone', async () => {
      const credential = await credentialOf(await anybody())
      expect((await open.provider.readCredential(credential.id)).certificate.fingerprint).toBe(credential.certificate.fingerprint)
    })

    it('gives a certificate that its issuer signed', async () => {
      const [own, issuer] = (await credentialOf(await anybody())).certificates.map(der => new X509Certificate(der))
      expect(own?.checkIssued(issuer!)).toBe(true)
    })

    it.each([['expired-certificate', 'expired'], ['revoked-certificate', 'revoked']] as const)('says that the credential of %s is not usable', async (id, status) => {
      expect(await credentialOf(await withStory(id))).toMatchObject({ usable: false, certificateStatus: status })
    })

    it('lists nothing for nobody', async () => {
      expect(await open.provider.listCredentials(world.who('no-certificate').personalId)).toEqual([])
      expect(await open.provider.listCredentials('000000000000')).toEqual([])
    })

    it('does not know credentials that do not exist', async () => {
      const { id } = await credentialOf(await anybody())
      expect(await codeOf(open.provider.readCredential(`${id}9`))).toBe('credential-unknown')
    })
  })

  describe('signing', () => {
    it('gives a signature that the certificate verifies, made once', async () => {
      const person = await signer()
      const document = newDocument()
      const [signature] = await sign(person, { data: [document] })
      expect(isSigned(await credentialOf(person), document, signature)).toBe(true)
      expect(timesSigned(document)).toBe(1)
    })

    it('gives several in the order asked', async () => {
      const person = await signer()
      const data = [newDocument(), newDocument(), newDocument()]
      const signatures = await sign(person, { data })
      const credential = await credentialOf(person)
      expect(data.map((one, index) => isSigned(credential, one, signatures[index]))).toEqual([true, true, true])
    })

    it('signs as many at once as it says', async () => {
      const person = await signer()
      const credential = await credentialOf(person)
      const data = Array.from({ length: credential.multisign }, newDocument)
      const signatures = await sign(person, { data, credential })
      expect(data.every((one, index) => isSigned(credential, one, signatures[index]))).toBe(true)
    })

    it('signs two documents with the same content', async () => {
      const person = await signer()
      const document = newDocument()
      expect(await sign(person, { data: [document, document] })).toHaveLength(2)
    })

    it('refuses more than it signs at once, without asking anybody', async () => {
      const person = await signer()
      const credential = { ...await credentialOf(person), multisign: 2 }
      expect(await codeOf(sign(person, { credential, data: [newDocument(), newDocument(), newDocument()] }))).toBe('credential-not-usable')
    })

    it('refuses to sign nothing', async () => {
      expect(await codeOf(sign(await signer(), { data: [] }))).toBe('credential-not-usable')
    })

    it('hands on only hashes', async () => {
      const person = await signer()
      const document = { data: Buffer.from('SECRET CONTENT OF A FORM'), label: 'Tờ khai' }
      await sign(person, { data: [document] })
      expect(readFileSync(join(world.dataDir, 'signature-service', 'activations.jsonl'), 'utf8')).not.toContain('SECRET CONTENT')
    })

    it.each(Object.entries(flow.refusals))('tells that somebody answered %s: %s', async (answer, code) => {
      const document = newDocument()
      expect(await codeOf(sign(await signer(), { data: [document], answer: answer as Answer }))).toBe(code)
      expect(timesSigned(document)).toBe(0)
    })
  })

  describe('when the provider fails', () => {
    it.each([['slow', 'unavailable'], ['server-error', 'unavailable'], ['half-answer', 'unavailable']] as const)('%s at the list of credentials is no answer', async (fault, code) => {
      const person = await anybody()
      await credentialOf(person)
      const { provider: impatient } = flow.open(world, { timeoutMs: 300 })
      order(fault, { at: steps.list, delayMs: 600, times: 1 })
      expect(await codeOf(impatient.listCredentials(person.personalId))).toBe(code)
    })

    it.each(['slow', 'server-error', 'half-answer'] as const)('%s at a credential is no answer', async (fault) => {
      const { id } = await credentialOf(await anybody())
      const { provider: impatient } = flow.open(world, { timeoutMs: 300 })
      order(fault, { at: steps.info, delayMs: 600, times: 1 })
      expect(await codeOf(impatient.readCredential(id))).toBe('unavailable')
    })

    it.each(['server-error', 'half-answer'] as const)('%s when the hashes are handed over is no answer, or is got over', async (fault) => {
      if (steps.begin === null) return
      const person = await signer()
      const credential = await credentialOf(person)
      const document = newDocument()
      const hurried = flow.open(world, { timeoutMs: 5000, patienceMs: 2000 })
      order(fault, { at: steps.begin, personalId: person.personalId, times: 1 })
      const outcome = await codeOf(hurried.sign(person, { credential, data: [document] }))
      // What may be waiting on the phone is never sent there again: it is found by its call, or given up visibly.
      const handsOverAtOnce = steps.begin === 'signature/signhash'
      expect(outcome).toBe(!handsOverAtOnce ? 'unavailable' : fault === 'half-answer' ? 'no error' : 'expired')
      expect(timesSigned(document)).toBe(outcome === 'no error' ? 1 : 0)
    }, 20_000)

    it.each(['server-error', 'half-answer'] as const)('%s when it has signed is got over by asking, or is no answer, and never signs twice', async (fault) => {
      const person = await signer()
      const credential = await credentialOf(person)
      const document = newDocument()
      order(fault, { at: steps.sign, personalId: person.personalId, times: 1 })
      const work = sign(person, { data: [document], credential })
      // A lost answer of a synchronous call is the one thing that nobody can be asked about.
      if (flow.recovers) expect(isSigned(credential, document, (await work)[0])).toBe(true)
      else expect(await codeOf(work)).toBe('unavailable')
      expect(timesSigned(document)).toBeLessThanOrEqual(1)
    }, 20_000)

    it('a request that expired', async () => {
      if (steps.answer === null) return
      const person = await signer()
      const document = newDocument()
      order('expire', { personalId: person.personalId, at: steps.answer, times: 1 })
      expect(await codeOf(sign(person, { data: [document] }))).toBe('expired')
      expect(timesSigned(document)).toBe(0)
    })

    it('a person who says no in the end', async () => {
      if (steps.answer === null) return
      const person = await signer()
      const document = newDocument()
      order('decline', { personalId: person.personalId, at: steps.answer, times: 1 })
      expect(await codeOf(sign(person, { data: [document] }))).toBe('declined')
      expect(timesSigned(document)).toBe(0)
    })

    it('a person who takes their time', async () => {
      if (steps.answer === null) return
      const person = await signer()
      order('slow', { personalId: person.personalId, at: steps.answer, delayMs: 300, times: 1 })
      expect(await sign(person)).toHaveLength(1)
    })

    it('somebody else’s certificate is found out', async () => {
      await credentialOf(await somebody())
      const person = await somebody()
      await credentialOf(person)
      order('wrong-certificate', { personalId: person.personalId, times: 1 })
      const credential = await credentialOf(person)
      expect(credential.certificate.userIds).not.toEqual([`CCCD:${person.personalId}`])
      expect(await codeOf(sign(person, { credential }))).toBe('certificate-mismatch')
    })

    it('a wrong signature is never handed on', async () => {
      const person = await signer()
      order('wrong-signature', { personalId: person.personalId, at: 'signatures/signHash', times: 1 })
      expect(await codeOf(sign(person))).toBe('signature-wrong')
    })

    it('a wrong signature among right ones spoils them all', async () => {
      const person = await signer()
      order('wrong-signature', { personalId: person.personalId, at: 'signatures/signHash', times: 1 })
      expect(await codeOf(sign(person, { data: [newDocument(), newDocument()] }))).toBe('signature-wrong')
    })

    it('a certificate that was revoked shows', async () => {
      const person = await somebody()
      await credentialOf(person)
      order('revoked-certificate', { personalId: person.personalId, at: 'credentials/info', times: 1 })
      expect(await credentialOf(person)).toMatchObject({ usable: false, certificateStatus: 'revoked' })
    })

    it('a certificate that is revoked while the person answers signs nothing', async () => {
      const person = await somebody()
      const document = newDocument()
      order('revoked-certificate', { personalId: person.personalId, at: 'signatures/signHash', times: 1 })
      expect(['credential-not-usable', 'request-refused']).toContain(await codeOf(sign(person, { data: [document] })))
      expect(timesSigned(document)).toBe(0)
    })

    it('a call that is lost changes nothing', async () => {
      if (!flow.notifies || flow.name.endsWith('told')) return
      const person = await signer()
      order('callback-lost', { personalId: person.personalId, at: 'notification', times: 1 })
      expect(await sign(person)).toHaveLength(1)
    })

    it('a call that comes twice is about one transaction', async () => {
      if (!flow.notifies || !canSignByTransaction(open.provider)) return
      const person = await signer()
      const document = newDocument()
      const before = world.received.length
      order('callback-twice', { personalId: person.personalId, at: 'notification', times: 1 })
      await sign(person, { data: [document] })
      const { provider } = open
      const references = () => world.received.slice(before).map(call => canSignByTransaction(provider) ? provider.readNotification(call).reference : '')
      // An earlier call that was lost may be made again meanwhile.
      await expect.poll(() => references().some((one, index, all) => all.indexOf(one) !== index), { timeout: 5000 }).toBe(true)
      expect(timesSigned(document)).toBe(1)
    })

    it('a call that we did not ask for is not believed', async () => {
      const { provider } = open
      if (!canSignByTransaction(provider)) return
      const call = (query: string) => () => provider.readNotification({ query: new URLSearchParams(query), body: Buffer.from('{}') })
      for (const query of ['', 'reference=x', 'reference=x&mac=', 'reference=x&mac=guess', `reference=${newReference()}&mac=AAAA`]) expect(call(query)).toThrow(ProviderError)
    })

    it('a hundred 5xx one after the other are a hundred times no answer', async () => {
      const person = await anybody()
      order('server-error', { at: steps.list })
      for (let call = 0; call < 100; call += 1) expect(await codeOf(open.provider.listCredentials(person.personalId))).toBe('unavailable')
      world.sandbox.control.reset()
      expect(await open.provider.listCredentials(person.personalId)).toHaveLength(1)
    })

    it('keeps secrets out of its errors', async () => {
      const person = await signer()
      order('wrong-signature', { personalId: person.personalId, at: 'signatures/signHash', times: 1 })
      const error = await sign(person).catch((error: unknown) => error)
      const told = inspect(error, { depth: 9 })
      expect(told).not.toContain(person.pin)
      expect(told).not.toContain(person.personalId)
      expect(told).not.toContain(world.environment.PORTAL_CSC_CLIENT_SECRET)
    })

    it('works again when the service comes back from a restart', async () => {
      const { id } = await credentialOf(await anybody())
      await world.restart()
      expect((await open.provider.readCredential(id)).usable).toBe(true)
    })
  })
}
