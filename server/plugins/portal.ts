import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPortal, readConfig, type Portal, type PortalConfig } from '../portal.ts'
import { createHttpMetrics } from '../utils/http-metrics.ts'
import { openHouse, type House } from '../utils/house.ts'
import { createLog, describeError } from '../utils/log.ts'
import { createRateLimiter } from '../utils/rate-limiter.ts'

/** Opens the portal beside the listening server; until it is open, every door answers "starting". */
export default defineNitroPlugin((nitro) => {
  const log = createLog()
  const giveUp = (error: unknown): never => {
    console.error(`✗ The portal does not start. ${reasonOf(error)}`)
    log.fatal({ event: 'not-started', error: describeError(error) })
    process.exit(1)
  }
  const house = furnish(readSettings(giveUp), log)
  openHouse(house)
  const opening = open(house).catch(giveUp)

  nitro.hooks.hook('close', async () => {
    const portal = await opening
    house.portal = null
    await portal.close()
    log.info({ event: 'closed' })
  })
})

async function open(house: House): Promise<Portal> {
  const { config, log } = house
  // The address of the server's entry is known once its modules have been read.
  await new Promise(resolve => setImmediate(resolve))
  const portal = await createPortal({ ...config, assetsDir: config.assetsDir ?? builtAssets() }, {
    log: ({ level, event, error, ...fields }) => log[level]({ event, ...fields, ...(error === undefined ? {} : { error: describeError(error) }) }),
  })
  await portal.startWork()
  house.portal = portal
  log.info({ event: 'ready' })
  return portal
}

function readSettings(giveUp: (error: unknown) => never): PortalConfig {
  try {
    return readConfig(process.env)
  }
  catch (error) {
    return giveUp(error)
  }
}

/** What an operator has to mend, in one line; a password in an address is nobody's business. */
function reasonOf(error: unknown): string {
  const [message = '', cause] = error instanceof Error ? [error.message, error.cause] : []
  return `${message}${cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : ''}`.replace(/:\/\/[^@\s/]*@/g, '://…@')
}

/** The build puts procedures, catalogues, migrations and typefaces beside the server's entry; sources are found as they lie. */
const builtAssets = (): string | null => import.meta.dev ? null : join(dirname(fileURLToPath(import.meta.url)), 'assets')

function furnish(config: PortalConfig, log: House['log']): House {
  const limit = (most: number) => ({ most, ...createRateLimiter({ most }) })
  const { session, address, signIn, files } = config.allowances
  return { config, portal: null, log, metrics: createHttpMetrics(), limits: { 'session': limit(session), 'address': limit(address), 'sign-in': limit(signIn), 'files': limit(files) } }
}
