// What `npm start` and `npm test` share before Node 24 is at hand: plain JavaScript that also runs on Node 20.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Ends the command with one line that says what to do. */
export function giveUp(message) {
  console.error(`\n✗ ${message}`)
  process.exit(1)
}

/**
 * Runs a command and shows one line for it. Its output is kept back and shown only when it fails, or at once with
 * `{ show: true }`. Rejects with the exit code in the message.
 */
export function step(title, command, args, { show = false, env = process.env } = {}) {
  const started = Date.now()
  process.stdout.write(`• ${title} …${show ? '\n' : ''}`)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    const output = []
    child.stdout?.on('data', chunk => output.push(chunk))
    child.stderr?.on('data', chunk => output.push(chunk))
    const ticking = show ? null : setInterval(() => process.stdout.write('.'), 3000)
    child.on('error', reject)
    child.on('close', (code) => {
      if (ticking) clearInterval(ticking)
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      if (code === 0) {
        console.log(`${show ? `• ${title}:` : ''} ${seconds} s`)
        return resolve()
      }
      console.error(`\n${Buffer.concat(output).toString()}`)
      reject(new Error(`${title}: failed (exit ${code}) after ${seconds} s`))
    })
  })
}

function digestOf(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function isFresh(stampFile, stamp) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}

/** Whether npm has put there what the lock file names, by hand or before; packages of other platforms need not be. */
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  const read = path => JSON.parse(readFileSync(path, 'utf8')).packages
  const there = read(hidden)
  return Object.entries(read(join(root, 'package-lock.json'))).every(([path, { version, optional }]) =>
    path === '' || there[path]?.version === version || (optional === true && there[path] === undefined))
}

/** `npm ci` when the lock file changed since the last time. */
export async function ensureDependencies() {
  const stampFile = join(root, 'node_modules', '.motlan-installed')
  const stamp = digestOf(readFileSync(join(root, 'package-lock.json')))
  if (isFresh(stampFile, stamp)) return
  if (isInstalled()) return writeFileSync(stampFile, stamp)
  await step('Installing npm packages (first time: one or two minutes)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
    .catch(error => giveUp(`${error.message}. Check that this machine reaches an npm registry, then run the command again.`))
  writeFileSync(stampFile, stamp)
}

/** Path of a Node that runs TypeScript as it stands (≥ 24.11): the one from npm, else the one already running. */
export function findNode() {
  const candidates = [join(root, 'node_modules', '.bin', 'node'), process.execPath]
  for (const candidate of candidates) {
    if (!existsSync(candidate)) continue
    const version = spawnSync(candidate, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
    const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number)
    if (major > 24 || (major === 24 && minor >= 11)) return candidate
  }
  return giveUp('No Node.js 24.11 or later for this platform came with the packages. Install Node.js 24 (nodejs.org), then run the command again.')
}

const buildInputs = [
  'app.vue', 'error.vue', 'nuxt.config.ts', 'package-lock.json', 'package.json',
  'assets', 'components', 'composables', 'i18n', 'layouts', 'middleware', 'pages', 'plugins', 'public', 'server', 'shared', 'signing', 'stores',
]

function* filesBelow(path) {
  if (!existsSync(path)) return
  if (statSync(path).isFile()) return yield path
  for (const name of readdirSync(path).sort()) {
    if (name !== 'node_modules') yield* filesBelow(join(path, name))
  }
}

/** `nuxt build` when a source file changed since the last time; one at a time, since two would write into one folder. */
export async function ensureBuild(node) {
  const stampFile = join(root, '.output', '.motlan-built')
  if (isFresh(stampFile, stampOfSources())) return
  const release = await lockBuild()
  try {
    const stamp = stampOfSources()
    if (isFresh(stampFile, stamp)) return
    await step('Building the portal', node, [join(root, 'node_modules', 'nuxt', 'bin', 'nuxt.mjs'), 'build'], { env: { ...process.env, NODE_ENV: 'production' } })
      .catch((error) => {
        release()
        giveUp(error.message)
      })
    writeFileSync(stampFile, stamp)
  }
  finally {
    release()
  }
}

function stampOfSources() {
  const files = buildInputs.flatMap(name => [...filesBelow(join(root, name))])
  return digestOf(...files.flatMap(file => [file.slice(root.length), readFileSync(file)]))
}

/** Waits for a build that another process has begun; one whose process is gone does not count. */
async function lockBuild() {
  const path = join(root, 'node_modules', '.motlan-building')
  for (let told = false; ; told = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    }
    catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!isHeld(path)) rmSync(path, { force: true })
    else if (!told) console.log('• Another command is building the portal; waiting for it …')
    await new Promise(resolve => setTimeout(resolve, 500))
  }
}

function isHeld(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    // Empty for the moment between being made and being written.
    return pid === 0 || process.kill(pid, 0)
  }
  catch (error) {
    return error.code === 'EPERM'
  }
}

const systemTools = [
  { command: 'chromium', alternatives: ['chromium', 'chromium-browser', 'google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'], apt: 'chromium', brew: '--cask chromium' },
  { command: 'pdfsig', alternatives: ['pdfsig'], apt: 'poppler-utils', brew: 'poppler' },
  { command: 'qpdf', alternatives: ['qpdf'], apt: 'qpdf', brew: 'qpdf' },
  // Without it the tests of keys in a PKCS#11 token are skipped, and say so.
  { command: 'softhsm2-util', alternatives: ['softhsm2-util'], apt: 'softhsm2', brew: 'softhsm', optional: true },
]

const isThere = command => command.startsWith('/') ? existsSync(command) : spawnSync('sh', ['-c', `command -v ${command}`]).status === 0

/** Chromium, poppler-utils, qpdf and SoftHSM for the tests: by the system's package manager when it may, else one line that says what to install. */
export async function ensureTestTools() {
  const missing = systemTools.filter(tool => !tool.alternatives.some(isThere))
  if (missing.length === 0) return
  const names = missing.map(tool => tool.apt).join(' ')
  const hint = isThere('brew') ? `brew install ${missing.map(tool => tool.brew).join(' ')}` : `sudo apt-get install -y ${names}`
  const asRoot = process.getuid?.() === 0 ? [] : spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null
  const giveUpUnlessOptional = message => missing.every(tool => tool.optional) ? console.warn(`! ${message}`) : giveUp(message)
  if (!isThere('apt-get') || asRoot === null) return giveUpUnlessOptional(`The tests need ${names}. Install with:  ${hint}`)
  const apt = (title, ...args) => {
    const [command, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]
    return step(title, command, rest)
  }
  try {
    await apt('Updating the system\'s package list', 'update', '-qq')
    await apt(`Installing ${names}`, 'install', '-y', '-qq', '--no-install-recommends', ...missing.map(tool => tool.apt))
  }
  catch (error) {
    giveUpUnlessOptional(`${error.message}. Install by hand:  ${hint}`)
  }
}
