import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'

const node = (name: string, timeout = 20_000) => ({
  test: { name, include: [`tests/${name}/**/*.spec.ts`], environment: 'node' as const, testTimeout: timeout, hookTimeout: 120_000 },
})

export default defineConfig({
  test: {
    projects: [
      node('unit'),
      node('inventory'),
      node('corpus', 60_000),
      await defineVitestProject({ test: { name: 'nuxt', include: ['tests/nuxt/**/*.spec.ts'], environment: 'nuxt', environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } }, testTimeout: 60_000, hookTimeout: 120_000 } }),
      node('journeys', 120_000),
      node('referees', 600_000),
      node('api', 60_000),
      node('e2e', 600_000),
    ],
  },
})
