import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { HttpPerson, storyPerson } from '../support/http-person.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'
import { Walk } from '../support/walk.ts'

let portal: RunningPortal
let browser: Browser
let code: string
beforeAll(async () => {
  portal = await startPortal()
  browser = await launchChromium()
  const person = storyPerson(portal, 'temporary-residence')
  const citizen = await HttpPerson.arrive(portal, person)
  const draft = await citizen.draft('temporary-residence')
  await citizen.sign(draft.id, person)
  const dossier = await citizen.submit(draft.id)
  code = dossier.code
  const clerk = await HttpPerson.arrive(portal, storyPerson(portal, 'clerk-police'))
  await clerk.must(`/api/desk/dossiers/${dossier.id}`)
  await clerk.must(`/api/desk/dossiers/${dossier.id}/documents/${dossier.documents[0]!.id}`)
  // Enough for a second page.
  for (let again = 0; again < 12; again += 1) await clerk.must(`/api/desk/dossiers/${dossier.id}`)
  for (let again = 0; again < 12; again += 1) await citizen.must('/api/drafts', { json: { procedure: 'temporary-residence' } }).then(opened => citizen.must(`/api/drafts/${(opened as { id: string }).id}/facts`, { json: {} }))
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

async function arrive(options: Parameters<typeof Walk.begin>[2], path = '/accesses'): Promise<Walk> {
  const walk = await Walk.begin(portal, browser, options)
  await walk.open(path)
  await walk.signIn(storyPerson(portal, 'temporary-residence'), /\/accesses$/)
  return walk
}

describe('who has seen my data, in a browser', () => {
  it('is found from the foot of every page, read by kind and page by page, and asked about', async () => {
    const walk = await arrive({})
    const { page } = walk
    await walk.arrive(/^\/accesses$/, 'accesses')
    await walk.follow('Xem các lần cũ hơn')
    await walk.arrive(/^\/accesses$/, 'older')
    await walk.follow('Cơ quan')
    await page.waitForURL(url => url.searchParams.get('kind') === 'official')
    await walk.arrive(/^\/accesses$/, 'official')
    await page.getByText(code).first().waitFor()
    expect(await page.locator('.access').evaluateAll(all => all.map(one => one.getAttribute('data-kind')))).toEqual(Array.from({ length: await page.locator('.access').count() }, () => 'official'))
    await page.locator('.access details summary').first().click()
    await walk.judge('asking')
    await page.locator('.access textarea').first().fill('Vì sao mở hồ sơ của tôi?')
    await walk.press('Gửi câu hỏi')
    await page.getByText('Vì sao mở hồ sơ của tôi?').waitFor()
    await walk.judge('asked')
    await walk.open('/')
    await walk.follow('Ai đã xem dữ liệu của tôi')
    await walk.arrive(/^\/accesses$/, 'from-the-foot')
    expect([walk.violations, walk.complaints]).toEqual([[], []])
  })

  it('is legible on a phone, in English and in the dark', async () => {
    const walk = await arrive({ size: 'phone', dark: true }, '/en/accesses')
    await walk.arrive(/^\/en\/accesses$/, 'phone')
    await walk.open('/en/accesses?kind=portal')
    await walk.arrive(/^\/en\/accesses$/, 'none')
    expect([walk.violations, walk.complaints]).toEqual([[], []])
  })

  it('works with scripts off: filter, page and question', async () => {
    const walk = await arrive({ scripts: false, size: 'phone' })
    const { page } = walk
    await walk.follow('Tra cứu dữ liệu')
    await page.waitForURL(url => url.searchParams.get('kind') === 'registry')
    await page.locator('.access details summary').first().click()
    await page.locator('.access textarea').first().fill('Tra cứu để làm gì?')
    await page.getByRole('button', { name: 'Gửi câu hỏi' }).first().click()
    await page.getByText('Tra cứu để làm gì?').waitFor()
    expect(new URL(page.url()).search).toBe('?kind=registry')
    await walk.judge('unscripted')
  })

  it('brings questions to operators, and their reading to the person', async () => {
    const walk = await Walk.begin(portal, browser)
    await walk.open('/operations/deliveries')
    await walk.signIn(storyPerson(portal, 'operator'), /^\/operations\/deliveries$/)
    await walk.follow('2 câu hỏi của người dân về việc xem dữ liệu của họ.')
    await walk.arrive(/^\/operations\/questions$/, 'questions')
    await walk.follow('Đọc')
    await walk.arrive(/^\/operations\/questions\/\d+$/, 'question')
    await walk.page.getByText('Vì sao mở hồ sơ của tôi?').waitFor()
    expect([walk.violations, walk.complaints]).toEqual([[], []])
    const citizen = await arrive({})
    expect(await citizen.page.getByRole('heading', { name: 'Đọc câu hỏi về một dòng' }).count()).toBe(1)
  })
})
