import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { SandboxPerson } from '../../sandbox/index.ts'
import type { RunningPortal } from './running-portal.ts'

interface Address { province: string, commune: string, detail: string }

/** Width and height of a desk's screen and of a cheap phone. */
export const sizes = { desk: { width: 1280, height: 900 }, phone: { width: 360, height: 760 } } as const

/** A person in front of a browser: acts by what they see, and has every page that they pass judged for accessibility. */
export class Walk {
  /** axe's findings, page by page; empty when nothing is wrong. */
  readonly violations: string[] = []
  /** Console errors and failed requests of our own pages. */
  readonly complaints: string[] = []
  readonly page: Page
  readonly #portal: RunningPortal
  readonly #scripts: boolean
  #passed = 0

  private constructor(portal: RunningPortal, page: Page, scripts: boolean) {
    this.#portal = portal
    this.#scripts = scripts
    this.page = page
    page.setDefaultTimeout(60_000)
    page.on('console', message => message.type() === 'error' && this.complaints.push(`${page.url()}: ${message.text()}`))
    page.on('pageerror', error => this.complaints.push(`${page.url()}: ${error.message}`))
  }

  static async begin(portal: RunningPortal, browser: Browser, options: { size?: keyof typeof sizes, scripts?: boolean, dark?: boolean } = {}): Promise<Walk> {
    const context = await browser.newContext({ locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', viewport: sizes[options.size ?? 'desk'], javaScriptEnabled: options.scripts ?? true, colorScheme: options.dark ? 'dark' : 'light', reducedMotion: 'reduce' })
    return new Walk(portal, await context.newPage(), options.scripts ?? true)
  }

  get context(): BrowserContext {
    return this.page.context()
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.#portal.origin}${path}`, { waitUntil: 'load' })
  }

  /** Waits until the page is at `path` (a pattern of the path), then has it judged, and pictured when pictures are wanted. */
  async arrive(path: RegExp, name: string): Promise<void> {
    await this.page.waitForURL(url => path.test(url.pathname))
    await this.page.waitForLoadState('networkidle')
    await this.judge(name)
  }

  /** axe is a script itself: where scripts are off, the page is only pictured. */
  async judge(name: string): Promise<void> {
    if (!this.#scripts) return this.picture(name)
    // Reflow, WCAG 2.2 1.4.10: nobody scrolls sideways to read.
    // Written as text: the suites are compiled without the browser's globals.
    const tooWide = await this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    if (tooWide > 0) this.violations.push(`${name}: ${tooWide} px wider than the screen`)
    const { violations } = await new AxeBuilder({ page: this.page as never }).analyze()
    this.violations.push(...violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`))
    await this.picture(name)
  }

  /** A picture of the whole page, in the folder that MOTLAN_PICTURES names. */
  async picture(name: string): Promise<void> {
    const folder = process.env.MOTLAN_PICTURES
    if (folder === undefined) return
    mkdirSync(folder, { recursive: true })
    this.#passed += 1
    const { width } = this.page.viewportSize() ?? sizes.desk
    await this.page.screenshot({ path: join(folder, `${width}-${String(this.#passed).padStart(2, '0')}-${name}.png`), fullPage: true })
  }

  /** At the identity provider, which the portal's link has led to. */
  async signIn(person: SandboxPerson, back: RegExp): Promise<void> {
    await this.page.waitForURL(url => url.pathname.startsWith('/interaction/'))
    await this.page.locator('#personal-id').fill(person.personalId)
    await this.page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    await this.page.waitForURL(url => url.origin === this.#portal.origin && back.test(url.pathname))
  }

  /** At the signature provider: the PIN, and the code that the person's phone shows. */
  async authorise(person: SandboxPerson): Promise<void> {
    await this.page.waitForURL(url => url.origin === new URL(this.#portal.sandbox.urls.signature).origin)
    await this.page.locator('#pin').fill(person.pin ?? '')
    await this.page.locator('#otp').fill(await this.#portal.sandbox.control.oneTimeCode(person.personalId))
    await this.page.getByRole('button', { name: 'Ký', exact: true }).click()
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  async follow(name: string | RegExp): Promise<void> {
    await this.page.getByRole('link', { name }).first().click()
  }

  async type(path: string, text: string): Promise<void> {
    await this.page.locator(`[name="answers.${path}"]`).fill(text)
  }

  async choose(path: string, code: string): Promise<void> {
    await this.page.locator(`input[type=radio][name="answers.${path}"][value="${code}"]`).check()
  }

  async pick(path: string, code: string): Promise<void> {
    await this.page.locator(`select[name="answers.${path}"]`).selectOption(code)
  }

  /** @param day `yyyy-mm-dd` */
  async date(path: string, day: string): Promise<void> {
    const [year = '', month = '', date = ''] = day.split('-')
    for (const [part, text] of [['day', date], ['month', month], ['year', year]] as const) await this.page.locator(`[name="answers.${path}.${part}"]`).fill(text)
  }

  /** The commune is found by typing, as it stands in the list, with or without diacritics. */
  async address(path: string, { province, commune, detail }: Address): Promise<void> {
    await this.pick(`${path}.province`, province)
    const search = this.page.locator(`#f-${path}-commune[role=combobox]`)
    await search.waitFor()
    await search.fill(commune)
    await this.page.locator('.search-list__content [role=option]').first().click()
    await this.page.locator(`[name="answers.${path}.detail"]`).fill(detail)
  }
}
