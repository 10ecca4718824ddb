import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { serveAgencies } from './agency/server.ts'
import { FaultBoard } from './faults.ts'
import { listen, type ListeningServer } from './http/listen.ts'
import { serveIdentity } from './identity-provider/server.ts'
import { createPopulation } from './people/population.ts'
import { RandomStream } from './people/random.ts'
import { writePortalEnvironment } from './portal-environment.ts'
import { serveRegistries } from './registries/server.ts'
import { openMasterKey } from './signature-service/master-key.ts'
import { openPkcs11MasterKey } from './signature-service/pkcs11-master-key.ts'
import { serveSignatureService } from './signature-service/server.ts'
import { StateFile } from './state-file.ts'
import { agencyFaults, registryFaults, signatureFaults, type Sandbox, type SandboxOptions, type SandboxPorts } from './types.ts'

export type {
  AgencyFault, FaultOptions, PhoneRequest, ReceivedDossier, RegistryFault, Sandbox, SandboxControl, SandboxOfficial, SandboxOptions, SandboxPerson, SandboxPorts,
  SandboxUrls, SignatureFault, SigningLine, StoryId,
} from './types.ts'

const usualPorts: SandboxPorts = { identity: 3001, registries: 3002, signature: 3003, agency: 3004 }

/**
 * The outside world for a laptop: four servers on this machine's loopback address that speak the real protocols. What
 * they made and were told survives a restart on the same `dataDir`; so do the ports that were chosen freely.
 * Rejects when a port is taken.
 */
export async function startSandbox({ dataDir, ports = {}, seed = 2026, people = 10_000, pkcs11, now = () => new Date() }: SandboxOptions): Promise<Sandbox> {
  const onFailure = (error: Error) => console.error(`sandbox: ${error.stack ?? error.message}`)
  const population = createPopulation({ seed, count: people })
  const { value: adminToken } = new StateFile(join(dataDir, 'admin-token.json'), () => randomBytes(32).toString('base64url'))
  const random = (label: string): () => number => {
    const stream = new RandomStream(seed, label)
    return () => stream.between(0, 999_999) / 1_000_000
  }
  const faults = { registry: new FaultBoard(registryFaults, random('registry faults')), signature: new FaultBoard(signatureFaults, random('signature faults')), agency: new FaultBoard(agencyFaults, random('agency faults')) }
  const signatureDir = join(dataDir, 'signature-service')
  const masterKey = pkcs11 === undefined ? openMasterKey(signatureDir) : await openPkcs11MasterKey(pkcs11)
  const servers = await listenAll(dataDir, { ...usualPorts, ...ports })

  const shared = { population, adminToken, now, onFailure }
  const identityClient = serveIdentity(servers.identity, { ...shared, dataDir: join(dataDir, 'identity-provider') })
  const registries = serveRegistries(servers.registries, { ...shared, faults: faults.registry, dataDir: join(dataDir, 'registries') })
  const agencyState = serveAgencies(servers.agency, { ...shared, faults: faults.agency, dataDir: join(dataDir, 'agency') })
  const signature = serveSignatureService(servers.signature, { ...shared, masterKey, faults: faults.signature, dataDir: signatureDir, agencyKey: agencyState.value.key })

  const urls = { identity: servers.identity.url, registries: servers.registries.url, signature: servers.signature.url, agency: servers.agency.url }
  return {
    urls,
    people: population.people,
    officials: population.officials,
    portalEnvironment: origin => writePortalEnvironment(origin, { dataDir, urls, identityClient, registries, signature, agencyState, officials: population.officials }),
    control: {
      registry: (fault, options) => faults.registry.order(fault, options),
      signature: (fault, options) => faults.signature.order(fault, options),
      agency: (fault, options) => faults.agency.order(fault, options),
      reset: () => Object.values(faults).forEach(board => board.clear()),
      oneTimeCode: (personalId, line) => signature.codeOnPhone(personalId, line),
      phone: personalId => signature.phone(personalId),
      answerOnPhone: (personalId, answer) => signature.answerOnPhone(personalId, answer),
      unlock: (personalId, line) => signature.unlock(personalId, line),
      revokeCertificate: (personalId, line) => signature.revokeCertificate(personalId, line),
      receivedDossiers: () => agencyState.value.dossiers.map(({ fingerprint: _fingerprint, ...dossier }) => dossier),
    },
    stop: async () => {
      await Promise.all(Object.values(servers).map(server => server.close()))
    },
  }
}

/** A port of 0 means any free one; it is remembered, because certificates and issuers carry it. */
async function listenAll(dataDir: string, wanted: SandboxPorts): Promise<Record<keyof SandboxPorts, ListeningServer>> {
  const remembered = new StateFile<Partial<SandboxPorts>>(join(dataDir, 'ports.json'), () => ({}))
  const open = async (name: keyof SandboxPorts): Promise<ListeningServer> => {
    if (wanted[name] !== 0) return listen(wanted[name])
    const server = await listen(remembered.value[name] ?? 0).catch(() => listen(0))
    remembered.value[name] = server.port
    return server
  }
  const opened: ListeningServer[] = []
  try {
    for (const name of ['identity', 'registries', 'signature', 'agency'] as const) opened.push(await open(name))
  }
  catch (error) {
    await Promise.all(opened.map(server => server.close()))
    throw error
  }
  remembered.save()
  const [identity, registries, signature, agency] = opened as [ListeningServer, ListeningServer, ListeningServer, ListeningServer]
  return { identity, registries, signature, agency }
}
