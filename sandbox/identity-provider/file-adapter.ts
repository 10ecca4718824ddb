import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { StateFile } from '../state-file.ts'

export interface StoredArtifact { payload: AdapterPayload, /** epoch milliseconds */ expiresAt: number | null }
/** By model, then by id. */
export type Artifacts = Record<string, Record<string, StoredArtifact>>

interface AdapterDependencies {
  artifacts: StateFile<Artifacts>
  /** Clients are configuration, not artifacts. */
  findClient: (id: string) => AdapterPayload | undefined
  now: () => Date
}

/** Keeps logins, grants and codes in a file, so that a restart logs nobody out. Meant for a sandbox: every write saves all. */
export function createFileAdapter({ artifacts, findClient, now }: AdapterDependencies): (model: string) => Adapter {
  const alive = ({ expiresAt }: StoredArtifact): boolean => expiresAt === null || expiresAt > now().getTime()
  const read = (model: string, id: string): AdapterPayload | undefined => {
    const stored = artifacts.value[model]?.[id]
    return stored !== undefined && alive(stored) ? structuredClone(stored.payload) : undefined
  }
  const findBy = (model: string, key: 'uid' | 'userCode', value: string): AdapterPayload | undefined =>
    Object.values(artifacts.value[model] ?? {}).find(stored => stored.payload[key] === value && alive(stored))?.payload
  const save = (): void => {
    for (const [model, entries] of Object.entries(artifacts.value)) artifacts.value[model] = Object.fromEntries(Object.entries(entries).filter(([, stored]) => alive(stored)))
    artifacts.save()
  }

  return model => ({
    upsert: async (id, payload, expiresIn) => {
      const expiresAt = expiresIn ? now().getTime() + expiresIn * 1000 : null
      artifacts.value[model] = { ...artifacts.value[model], [id]: { payload: structuredClone(payload), expiresAt } }
      save()
    },
    find: async id => model === 'Client' ? findClient(id) : read(model, id),
    findByUid: async uid => findBy(model, 'uid', uid),
    findByUserCode: async userCode => findBy(model, 'userCode', userCode),
    consume: async (id) => {
      const stored = artifacts.value[model]?.[id]
      if (stored !== undefined) stored.payload.consumed = Math.floor(now().getTime() / 1000)
      save()
    },
    destroy: async (id) => {
      Reflect.deleteProperty(artifacts.value[model] ?? {}, id)
      save()
    },
    revokeByGrantId: async (grantId) => {
      for (const entries of Object.values(artifacts.value)) for (const [id, { payload }] of Object.entries(entries)) if (payload.grantId === grantId) Reflect.deleteProperty(entries, id)
      save()
    },
  })
}
