import type { PDFDocumentProxy } from 'pdfjs-dist'
import { toHex } from './hex'

export interface ShownPage { number: number, text: string }

/** Fetches a PDF once, computes the fingerprint of exactly these bytes, and draws them. The viewer is loaded only here. */
export function useShownPdf(href: () => string) {
  const state = ref<'loading' | 'shown' | 'failed'>('loading')
  const digest = ref<string | null>(null)
  const pages = ref<ShownPage[]>([])
  let document: PDFDocumentProxy | null = null

  async function load(): Promise<void> {
    state.value = 'loading'
    try {
      const bytes = new Uint8Array(await $fetch<ArrayBuffer>(href(), { responseType: 'arrayBuffer' }))
      // Browsers give no digest to pages that came over plain HTTP from another machine.
      digest.value = globalThis.crypto.subtle === undefined ? null : toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
      document = await open(bytes)
      pages.value = await Promise.all(Array.from({ length: document.numPages }, (_, index) => describe(document!, index + 1)))
      state.value = 'shown'
    }
    catch (error) {
      console.error('The PDF could not be shown', error)
      state.value = 'failed'
    }
  }

  async function draw(number: number, canvas: HTMLCanvasElement): Promise<void> {
    if (document === null) return
    const page = await document.getPage(number)
    const width = canvas.parentElement?.clientWidth ?? 640
    const base = page.getViewport({ scale: 1 })
    const viewport = page.getViewport({ scale: Math.max(width, 640) / base.width * Math.min(window.devicePixelRatio, 2) })
    canvas.width = viewport.width
    canvas.height = viewport.height
    await page.render({ canvas, viewport }).promise
  }

  onMounted(load)
  onBeforeUnmount(() => void document?.loadingTask.destroy())
  return { state, digest, pages, draw, load }
}

async function open(bytes: Uint8Array<ArrayBuffer>): Promise<PDFDocumentProxy> {
  const [{ getDocument, GlobalWorkerOptions }, worker] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    import('pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'),
  ])
  GlobalWorkerOptions.workerSrc = worker.default
  // The viewer takes the bytes for itself; nothing but drawing is wanted: no scripts, no forms.
  return getDocument({ data: bytes.slice(), enableXfa: false, stopAtErrors: false, useWasm: false }).promise
}

/** The words of a page in reading order, for those who hear it. */
async function describe(document: PDFDocumentProxy, number: number): Promise<ShownPage> {
  const { items } = await (await document.getPage(number)).getTextContent()
  return { number, text: items.map(item => 'str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '').join('') }
}
