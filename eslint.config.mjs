import withNuxt from './.nuxt/eslint.config.mjs'

export default withNuxt(
  { ignores: ['server/db/migrations/**', 'coverage/**'] },
  {
    rules: {
      'no-console': ['error', { allow: ['warn', 'error'] }],
      // Names of Vue files are their path in the house; single words are fine there.
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      // A tag is read as a line; only very long ones are broken, by hand.
      'vue/max-attributes-per-line': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.vue'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  // Commands speak to the terminal.
  { files: ['scripts/**', 'bench/**', 'sandbox/main.ts', 'tests/**'], rules: { 'no-console': 'off' } },
)
