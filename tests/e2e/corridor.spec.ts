import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson, StoryId } from '../../sandbox/index.ts'
import { launchChromium } from '../support/chromium.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'
import { Walk } from '../support/walk.ts'

let portal: RunningPortal
let browser: Browser
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'motlan-walk-'))
  portal = await startPortal()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const who = (id: StoryId): SandboxPerson => {
  const person = [...portal.sandbox.people, ...portal.sandbox.officials].find(({ storyId }) => storyId === id)
  if (person === undefined) throw new Error(`nobody for ${id}`)
  return person
}
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const withoutSpace = (text: string): string => text.replaceAll(/\s/g, '')

/** What another program says of the signatures: one line a signature, as `pdfsig` prints them. */
function pdfsig(pdf: Uint8Array): string[] {
  const file = join(folder, 'judged.pdf')
  writeFileSync(file, pdf)
  const { stdout } = spawnSync('pdfsig', ['-nocert', file], { encoding: 'utf8' })
  return [...stdout.matchAll(/Signature Validation: (.*)/g)].map(([, validity = '']) => validity)
}
const valid = ['Signature is Valid.']

async function download(walk: Walk, link: string): Promise<Uint8Array> {
  const href = await walk.page.getByRole('link', { name: link }).first().getAttribute('href')
  const answer = await walk.page.request.get(new URL(href ?? '', portal.origin).href)
  expect(answer.headers()['content-type']).toContain('application/pdf')
  return answer.body()
}

describe('the corridor in a browser', () => {
  it('leads from typing a word without diacritics to a result that others judge valid', async () => {
    const citizen = who('temporary-residence')
    const walk = await Walk.begin(portal, browser)
    const { page } = walk

    await walk.open('/')
    await walk.judge('home')
    await page.locator('#q').fill('tam tru')
    await walk.press('Tìm')
    await walk.arrive(/^\/$/, 'found')
    await walk.follow('Đăng ký tạm trú')
    await walk.arrive(/^\/procedures\/temporary-residence$/, 'procedure')
    await walk.follow('Đăng nhập để bắt đầu')
    await walk.signIn(citizen, /^\/procedures\/temporary-residence$/)
    await walk.press('Bắt đầu')
    await walk.arrive(/^\/drafts\/[^/]+$/, 'draft')
    const draft = new URL(page.url()).pathname

    await walk.open(`${draft}/sections/applicant`)
    await walk.arrive(/sections\/applicant$/, 'applicant')
    expect(await page.locator('main').innerText()).toContain(citizen.record.fullName)
    expect(await page.locator('main').innerText()).toContain('Cơ sở dữ liệu quốc gia về dân cư')
    expect(await page.locator('[name="answers.fullName"]').count(), 'a registry value is no input').toBe(0)
    await walk.press('Lưu và tiếp tục')

    await walk.arrive(/sections\/home$/, 'home-and-work')
    await walk.type('occupation', 'Thợ điện, Công ty Cơ điện Thăng Long')
    await page.getByText(/Đã lưu \d\d:\d\d/).waitFor()
    await walk.press('Lưu và tiếp tục')

    await walk.arrive(/sections\/stay$/, 'stay-empty')
    await walk.press('Lưu và tiếp tục')
    await page.getByRole('alert').waitFor()
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('error-summary')
    await walk.judge('stay-errors')
    await walk.address('newAddress', { province: '01', commune: 'cau giay', detail: 'Số 12 ngõ 34 phố Trần Thái Tông' })
    await walk.date('stayFrom', inDays(2))
    await walk.date('stayUntil', inDays(400))
    await walk.choose('dwelling', 'own')
    await walk.type('landCertificate', 'BH 123456')
    await walk.choose('household', 'own')
    await walk.judge('stay-filled')
    await walk.press('Lưu và tiếp tục')

    await walk.arrive(/sections\/members$/, 'members')
    await page.getByRole('button', { name: 'Thêm dòng này' }).last().click()
    await walk.judge('members-added')
    await page.getByRole('button', { name: /^Bỏ/ }).click()
    await walk.press('Lưu và tiếp tục')
    await walk.arrive(/sections\/consents$/, 'consents')
    await walk.choose('guardianNeeded', 'no')
    await walk.press('Lưu và tiếp tục')
    await walk.arrive(/sections\/request$/, 'request')
    await walk.choose('resultChannel', 'electronic')
    await walk.press('Lưu và tiếp tục')
    await walk.arrive(/attachments$/, 'attachments')

    // Another device finds the same draft, offered again.
    const phone = await Walk.begin(portal, browser, { size: 'phone' })
    await phone.open('/procedures/temporary-residence')
    await phone.follow('Đăng nhập để bắt đầu')
    await phone.signIn(citizen, /^\/procedures/)
    await phone.arrive(/^\/procedures/, 'offered-again')
    await phone.follow('Làm tiếp')
    await phone.arrive(new RegExp(`^${draft}$`), 'resumed')
    await phone.open(`${draft}/review`)
    await phone.arrive(/review$/, 'review-on-phone')

    await walk.open(`${draft}/review`)
    await walk.arrive(/review$/, 'review')
    await walk.press('Tạo tờ khai')
    await page.getByText('Trình duyệt của bạn tự tính, trùng với hệ thống').waitFor()
    await walk.judge('document')
    await walk.press('Tiếp tục để ký')
    await page.getByRole('link', { name: 'Sang trang ký' }).waitFor()
    await walk.judge('before-signing')
    await phone.open(`${draft}/review`)
    await phone.page.getByText('Trình duyệt của bạn tự tính, trùng với hệ thống').waitFor()
    await phone.judge('document-on-phone')
    expect(phone.violations).toEqual([])
    const shownHere = await page.locator('.hash').last().innerText()
    await walk.follow('Sang trang ký')
    await page.waitForURL(/\/authorise\//)
    const shownThere = await page.locator('.hash').innerText()
    expect(withoutSpace(shownThere)).toBe(withoutSpace(shownHere))
    await walk.judge('provider')
    await walk.authorise(citizen)
    await walk.arrive(/review$/, 'signed')
    await page.getByText('Tờ khai đã được ký').waitFor()
    const signed = await download(walk, 'Mở tờ khai đã ký')
    expect(pdfsig(signed)).toEqual(valid)

    await walk.press('Nộp hồ sơ')
    await walk.arrive(/receipt$/, 'receipt')
    const code = (await page.locator('main').innerText()).match(/\S+-\d{6}-\d{4}/)?.[0] ?? ''
    expect(code).not.toBe('')
    expect(await page.locator('main').innerText()).toMatch(/Ngày hẹn trả kết quả/)
    expect(pdfsig(await download(walk, 'Tải giấy tiếp nhận (PDF)'))).toEqual(valid)
    await walk.follow('Theo dõi hồ sơ')
    await walk.arrive(/^\/dossiers\/[^/]+$/, 'followed')
    const dossier = new URL(page.url()).pathname

    await decideAtDesk(code)

    await expect.poll(async () => {
      await walk.open(dossier)
      return page.locator('main').innerText()
    }, { timeout: 30_000, interval: 500 }).toContain('Đã có kết quả')
    await walk.arrive(/^\/dossiers\/[^/]+$/, 'decided')
    const result = await download(walk, 'Tải kết quả (PDF)')
    expect(pdfsig(result)).toEqual(valid)

    const anyone = await Walk.begin(portal, browser)
    await anyone.open('/verify')
    await anyone.judge('verify')
    const file = join(folder, 'ket-qua.pdf')
    writeFileSync(file, result)
    await anyone.page.locator('#file').setInputFiles(file)
    await anyone.page.getByText('Mọi chữ ký trên tệp đều hợp lệ').waitFor()
    await anyone.judge('verified')

    const received = portal.sandbox.control.receivedDossiers().find(({ dossierCode }) => dossierCode === code)
    expect(received?.parts.map(({ type }) => type)).toContain('application/pdf')
    expect([...walk.violations, ...anyone.violations]).toEqual([])
    expect([...walk.complaints, ...phone.complaints, ...anyone.complaints]).toEqual([])
  })

  async function decideAtDesk(code: string): Promise<void> {
    const desk = await Walk.begin(portal, browser)
    await desk.open('/desk')
    await desk.signIn(who('clerk-police'), /^\/desk$/)
    await desk.arrive(/^\/desk$/, 'desk')
    await desk.follow(new RegExp(code))
    await desk.arrive(/^\/desk\/[^/]+$/, 'case')
    await desk.page.getByRole('heading', { name: 'Tiếp nhận được', exact: true }).waitFor()
    await desk.page.getByText('Báo cáo kiểm tra đầy đủ').click()
    await desk.judge('case-report')
    await desk.page.keyboard.press('a')
    await desk.press('Tiếp nhận hồ sơ')
    await desk.page.locator('.case').getByText(/Đang giải quyết|Đã có kết quả/).first().waitFor()
    await desk.judge('case-accepted')
    expect(desk.violations).toEqual([])
    expect(desk.complaints).toEqual([])
  }

  it('leads to a signed and submitted dossier without scripts, on a phone, in English', async () => {
    const citizen = who('marital-status')
    const walk = await Walk.begin(portal, browser, { size: 'phone', scripts: false, dark: true })
    const { page } = walk
    await walk.open('/en?q=giay%20doc%20than')
    await walk.arrive(/^\/en$/, 'found-dark')
    await walk.follow('Certificate of marital status')
    await walk.follow('Sign in to start')
    await walk.signIn(citizen, /^\/en\/procedures/)
    await walk.press('Start')
    await walk.arrive(/^\/en\/drafts\/[^/]+$/, 'draft-dark')
    const draft = new URL(page.url()).pathname

    const goOn = async (section: string, fill: () => Promise<void>) => {
      await walk.open(`${draft}/sections/${section}`)
      await fill()
      await walk.judge(`${section}-dark`)
      await walk.press('Save and continue')
      await page.waitForURL(url => !url.pathname.endsWith(`/${section}`) || url.search !== '')
      expect(await page.locator('.error-summary li').allInnerTexts()).toEqual([])
    }
    await goOn('who', () => walk.pick('relation', 'self'))
    await goOn('requester', async () => {
      await walk.choose('requesterPaperKind', 'identity-card')
      await walk.choose('requesterResidenceKind', 'permanent')
    })
    await goOn('status', async () => {
      await page.locator('[name="answers.residences.0.from.year"]').fill('2016')
      await walk.pick('residences.0.place.province', '01')
      await page.getByRole('button', { name: 'Show the communes' }).last().click()
      await walk.pick('residences.0.place.commune', '00166')
      await page.locator('[name="answers.residences.0.place.detail"]').fill('Số 12 ngõ 34 phố Trần Thái Tông')
    })
    await goOn('purpose', async () => {
      await walk.choose('purpose', 'credit')
      await walk.choose('resultChannel', 'electronic')
      await page.locator('input[type=checkbox][name="answers.commitment"]').check()
    })
    await walk.open(`${draft}/review`)
    await walk.press('Make the document')
    await walk.arrive(/review$/, 'document-dark')
    await page.locator('#signing').waitFor()
    await page.locator('form[action$="/signing"] button').click()
    await page.locator('a.button[href*="oauth2/authorize"], a.button[href*="authorize"]').click()
    await walk.authorise(citizen)
    await walk.arrive(/\/en\/drafts\/.*review$/, 'signed-dark')
    await page.locator('form[action="/api/dossiers"] button').click()
    await walk.arrive(/receipt$/, 'receipt-dark')
    expect(await page.locator('main').innerText()).toMatch(/\S+-\d{6}-\d{4}/)
  })
})
