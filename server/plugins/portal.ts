import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPortal, readConfig, type PortalConfig } from '../portal.ts'
import { createHttpMetrics } from '../utils/http-metrics.ts'
import { openHouse, type House } from '../utils/house.ts'
import { createLog, describeError } from '../utils/log.ts'
import { createRateLimiter } from '../utils/rate-limiter.ts'

/** Opens the portal beside the listening server; until it is open, every door answers "starting". */
export default defineNitroPlugin((nitro) => {
  const log = createLog()
  const giveUp = (error: unknown): never => {
    // What can be mended from outside is said in words; everything else by name and place.
    if (error instanceof Error && plainErrors.includes(error.name)) console.error(`✗ ${error.message}`)
    else log.fatal({ event: 'not-started', error: describeError(error) })
    process.exit(1)
  }
  const house = furnish(readSettings(giveUp), log)
  openHouse(house)

  const opening = createPortal(house.config, { log: ({ level, event, ...fields }) => log[level]({ event, ...fields }) }).then(async (portal) => {
    await portal.startWork()
    house.portal = portal
    log.info({ event: 'ready' })
    return portal
  }).catch(giveUp)

  nitro.hooks.hook('close', async () => {
    const portal = await opening
    house.portal = null
    await portal.close()
    log.info({ event: 'closed' })
  })
})

const plainErrors = ['ConfigError', 'DatabaseLockedError', 'ProcedureFileError']

function readSettings(giveUp: (error: unknown) => never): PortalConfig {
  try {
    return readConfig({ PORTAL_ASSETS_DIR: builtAssets(), ...process.env })
  }
  catch (error) {
    return giveUp(error)
  }
}

/** The build puts procedures, catalogues, migrations and fonts beside the server's entry (nuxt.config.ts); sources are found as they lie. */
function builtAssets(): string | undefined {
  return import.meta.dev ? undefined : join(dirname(fileURLToPath(import.meta.url)), 'assets')
}

function furnish(config: PortalConfig, log: House['log']): House {
  const limit = (most: number) => ({ most, ...createRateLimiter({ most }) })
  const { session, address, signIn, files } = config.allowances
  return { config, portal: null, log, metrics: createHttpMetrics(), limits: { 'session': limit(session), 'address': limit(address), 'sign-in': limit(signIn), 'files': limit(files) } }
}
