import { cp, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const root = import.meta.dirname
// The pages' types name the routes, and so see the server's own declarations.
// Tags that no component answers to would be written out as they are, silently.
const typescript = { tsConfig: { vueCompilerOptions: { checkUnknownComponents: true }, compilerOptions: { allowImportingTsExtensions: true, noUncheckedIndexedAccess: true }, include: ['../server/**/*.d.ts', '../signing/**/*.d.ts'] } }

export default defineNuxtConfig({
  modules: ['@nuxtjs/i18n', '@pinia/nuxt', 'nuxt-security', '@nuxt/eslint', '@nuxt/test-utils/module'],
  devtools: { enabled: false },
  app: {
    head: {
      meta: [
        { name: 'viewport', content: 'width=device-width, initial-scale=1' },
        { name: 'color-scheme', content: 'light dark' },
        { name: 'theme-color', content: '#ffffff', media: '(prefers-color-scheme: light)' },
        { name: 'theme-color', content: '#10161d', media: '(prefers-color-scheme: dark)' },
        { name: 'format-detection', content: 'telephone=no' },
      ],
      link: [{ rel: 'icon', href: '/mark.svg', type: 'image/svg+xml' }],
    },
  },
  css: ['~/assets/css/fonts.css', '~/assets/css/tokens.css', '~/assets/css/base.css', '~/assets/css/forms.css', '~/assets/css/parts.css', '~/assets/css/print.css'],
  routeRules: readingPages(),
  // One small stylesheet that browsers keep is lighter than the same rules in every page.
  features: { inlineStyles: false },
  experimental: { payloadExtraction: false, appManifest: false },
  compatibilityDate: '2026-01-01',
  nitro: {
    preset: 'node-server',
    compressPublicAssets: { gzip: true, brotli: true },
    typescript,
  },
  vite: { build: { target: 'es2022', assetsInlineLimit: 0 } },
  typescript,
  telemetry: false,
  hooks: {
    // Ours first: it logs and answers; only error pages for people go on to Nuxt's.
    'nitro:config': (config) => {
      config.errorHandler = [join(root, 'server/error.ts'), ...[config.errorHandler ?? []].flat()]
    },
    'nitro:build:public-assets': async (nitro) => {
      const assets = join(nitro.options.output.serverDir, 'assets')
      await copyAssets(assets)
      await bundleWorker(assets)
    },
  },
  eslint: { config: { stylistic: true } },
  i18n: {
    defaultLocale: 'vi',
    strategy: 'prefix_except_default',
    // The address says the language; nobody is sent elsewhere by what their browser says.
    detectBrowserLanguage: false,
    locales: [
      { code: 'vi', language: 'vi-VN', name: 'Tiếng Việt', file: 'vi.json' },
      { code: 'en', language: 'en-GB', name: 'English', file: 'en.json' },
    ],
    bundle: { compositionOnly: true, fullInstall: false },
  },
  security: {
    // STACK: its limiter locks out whole offices behind one address, its validator reads whole uploads; the server has its own.
    rateLimiter: false,
    xssValidator: false,
    requestSizeLimiter: false,
    removeLoggers: false,
    sri: false,
    // Closed: no answer of ours is for another origin's scripts.
    corsHandler: false,
    headers: {
      contentSecurityPolicy: {
        'default-src': ['\'none\''],
        'base-uri': ['\'none\''],
        'connect-src': ['\'self\''],
        'font-src': ['\'self\''],
        // The origins of the identity and signature providers are added at start (a post that ends in a redirect to them).
        'form-action': ['\'self\''],
        'frame-ancestors': ['\'none\''],
        'img-src': ['\'self\'', 'data:', 'blob:'],
        'manifest-src': ['\'self\''],
        'object-src': ['\'none\''],
        'script-src': ['\'self\'', '\'nonce-{{nonce}}\'', '\'strict-dynamic\''],
        'script-src-attr': ['\'none\''],
        'style-src': ['\'self\'', '\'nonce-{{nonce}}\''],
        'worker-src': ['\'self\''],
        'upgrade-insecure-requests': false,
      },
      crossOriginEmbedderPolicy: false,
      referrerPolicy: 'same-origin',
      // Set at start when PORTAL_ORIGIN is https.
      strictTransportSecurity: false,
      xFrameOptions: 'DENY',
    },
  },
})

/** What the rooms read at start lies beside the server's entry, so that the built folder runs wherever it is copied to. */
async function copyAssets(assets: string): Promise<void> {
  const tinos = dirname(fileURLToPath(import.meta.resolve('@expo-google-fonts/tinos/package.json')))
  const sources = { 'procedures': 'server/procedures', 'catalogues': 'server/catalogues', 'db/migrations': 'server/db/migrations', 'typefaces': tinos }
  for (const [place, source] of Object.entries(sources)) {
    await mkdir(dirname(join(assets, place)), { recursive: true })
    await cp(resolve(root, source), join(assets, place), { recursive: true, filter: path => !path.endsWith('.ts') })
  }
}

/** A process of its own has an entry of its own. */
async function bundleWorker(assets: string): Promise<void> {
  await build({ input: join(root, 'server/adapters/signatures/validation-worker.ts'), platform: 'node', logLevel: 'silent', output: { file: join(assets, 'validation-worker.mjs'), format: 'esm', minify: false } })
}

/** Pages that are read only carry no script at all: the lightest first load, and nothing to break. */
function readingPages() {
  const paths = ['/', '/procedures/**', '/help/**', '/send-again']
  return Object.fromEntries(paths.flatMap(path => [path, path === '/' ? '/en' : `/en${path}`]).map(path => [path, { noScripts: true }]))
}
