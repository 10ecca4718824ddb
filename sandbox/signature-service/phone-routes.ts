import { defineEventHandler, getQuery, sendRedirect, type Router } from 'h3'
import { pause } from '../faults.ts'
import { readForm, sendPage } from '../http/site.ts'
import type { Population } from '../people/population.ts'
import type { CredentialLine } from './credential.ts'
import { phonePage, type PhoneMessage } from './phone-page.ts'
import { hashName } from './algorithms.ts'
import type { DeviceRequest } from './device-requests.ts'
import type { SignatureService } from './service.ts'

/** The signatory's own phone: codes, and requests that wait for an answer. */
export function addPhoneRoutes(router: Router, service: SignatureService, population: Population): void {
  const codesOf = async (personalId: string): Promise<PhoneMessage[]> => {
    const found = await Promise.all((['page', 'typed', 'device'] as const satisfies CredentialLine[]).map(async line => ({ line, shown: await service.codeOnPhone(personalId, line) })))
    return found.flatMap(({ line, shown }) => shown === null ? [] : [{ line, ...shown }])
  }
  const requestsOf = async (personalId: string): Promise<DeviceRequest[]> => (await service.enrolment.credentialsOf(personalId, 'device')).flatMap(({ id }) => service.devices.waiting(id))

  router.get('/phone', defineEventHandler(async (event) => {
    const { person: asked, problem } = getQuery(event)
    const person = typeof asked === 'string' ? population.find(asked) : undefined
    const codes = person === undefined ? [] : await codesOf(person.personalId)
    const requests = person === undefined || codes.length === 0 ? [] : await requestsOf(person.personalId)
    return sendPage(event, phonePage({
      people: [...population.people.filter(one => one.story !== null), ...population.officials].filter(one => one.pin !== null),
      shown: person === undefined || codes.length === 0 ? null : { person, codes, requests: requests.map(request => ({ ...request, proof: service.proofOnPhone(request) })).map(({ id, labels, binding, proof }) => ({ id, proof, hash: hashName(binding.hashOid), documents: binding.hashes.map((digest, index) => ({ digest, label: labels[index] ?? labels[0] ?? '' })) })) },
      unknown: typeof asked === 'string' && asked !== '' && codes.length === 0 ? asked.slice(0, 12) : null,
      wasRefused: problem === 'refused',
    }))
  }))

  router.post('/phone/requests/:id', defineEventHandler(async (event) => {
    const request = service.devices.find(event.context.params?.id ?? '')
    const person = request === undefined ? '' : service.findCredential(request.binding.credentialId)?.userId ?? ''
    if (request === undefined) return sendRedirect(event, '/phone', 303)
    const fields = await readForm(event)
    const outcome = await answerOnDevice(service, request, fields?.get('answer') === 'agree' ? { pin: fields.get('pin') ?? '', proof: fields.get('proof') ?? '' } : 'decline')
    return sendRedirect(event, `/phone?person=${person}${outcome === 'refused' || outcome === 'wait' ? '&problem=refused' : ''}`, 303)
  }))
}

/** What an answer on the phone does, the ordered faults included. */
export async function answerOnDevice({ devices, takeFault }: SignatureService, { id, binding }: DeviceRequest, answer: 'decline' | { pin: string, proof: string }): Promise<string> {
  const fault = takeFault(binding.credentialId, 'phone', ['slow', 'decline', 'expire'])
  if (fault?.kind === 'slow') await pause(fault.delayMs)
  if (fault?.kind === 'expire') {
    devices.expire(id)
    return 'over'
  }
  if (answer !== 'decline' && fault?.kind !== 'decline') return devices.agree(id, answer)
  devices.decline(id)
  return 'declined'
}
