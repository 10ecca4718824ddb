import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/** The system's own browser; the test command installs it. */
export function findChromium(): string {
  const candidates = [...(process.env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name))), ...elsewhere]
  const found = candidates.find(path => existsSync(path))
  if (found === undefined) throw new Error('No Chromium found: run the tests through `npm test`, which installs it.')
  return found
}

/** A headless browser that asks nothing of the world outside this machine. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}
