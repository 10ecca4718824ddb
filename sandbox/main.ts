/**
 * The sandbox by itself: `node sandbox/main.ts [--data DIR] [--people N] [--seed N] [--portal ORIGIN] [--identity PORT]
 * [--registries PORT] [--signature PORT] [--agency PORT]`. With `--portal` the environment of a portal at that origin is
 * written to `DIR/portal/environment`, because it holds secrets. `--pkcs11-library PATH [--pkcs11-token LABEL]` keeps
 * the master key of the signature service in a token, whose PIN is in `PKCS11_PIN`. Ends with Ctrl-C; starts again where it stopped.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startSandbox } from './index.ts'
import { writeWhole } from './state-file.ts'

const { values } = parseArgs({
  options: {
    'data': { type: 'string', default: '.data/sandbox' },
    'people': { type: 'string', default: '10000' },
    'seed': { type: 'string', default: '2026' },
    'portal': { type: 'string' },
    'identity': { type: 'string', default: '3001' },
    'registries': { type: 'string', default: '3002' },
    'signature': { type: 'string', default: '3003' },
    'agency': { type: 'string', default: '3004' },
    'pkcs11-library': { type: 'string' },
    'pkcs11-token': { type: 'string', default: 'motlan' },
  },
})
const dataDir = resolve(values.data)
const sandbox = await startSandbox({
  dataDir,
  seed: Number(values.seed),
  people: Number(values.people),
  ...(values['pkcs11-library'] === undefined ? {} : { pkcs11: { library: values['pkcs11-library'], tokenLabel: values['pkcs11-token'], pin: process.env.PKCS11_PIN ?? '' } }),
  ports: { identity: Number(values.identity), registries: Number(values.registries), signature: Number(values.signature), agency: Number(values.agency) },
})

console.log(`
  Identity provider   ${sandbox.urls.identity}
  Registries          ${sandbox.urls.registries}
  Signature service   ${sandbox.urls.signature}   one-time codes: ${sandbox.urls.signature}/phone
  Agencies            ${sandbox.urls.agency}

  ${sandbox.people.length + sandbox.officials.length} synthetic people. Those with a story, with the PIN of their signature:
${[...sandbox.people.filter(person => person.story !== null), ...sandbox.officials].map(person => `    ${person.personalId}  PIN ${person.pin ?? '–     '}  ${person.fullName} – ${person.story}`).join('\n')}
`)
if (values.portal !== undefined) {
  const path = join(dataDir, 'portal', 'environment')
  writeWhole(path, Object.entries(sandbox.portalEnvironment(values.portal)).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`).join(''))
  console.log(`  Environment for a portal at ${values.portal}: ${path}\n`)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await sandbox.stop()
    process.exit(0)
  })
}
