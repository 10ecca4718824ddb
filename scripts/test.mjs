// `npm test`: installs what it needs and runs every test. `npm test -- unit journeys` runs only these projects.
import { readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ensureBuild, ensureDependencies, ensureTestTools, findNode, root, step } from './setup.mjs'

const everyday = ['unit', 'inventory', 'corpus', 'nuxt', 'journeys', 'api', 'e2e']
const chosen = process.argv.slice(2)
const projects = chosen.length > 0 ? chosen : everyday

await ensureDependencies()
const node = findNode()
await ensureTestTools()
const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` }

/** What failed, a line each: the runner's own words are thousands of lines further up by the time all is over. */
const failedIn = ({ testResults }) => testResults.filter(({ status }) => status === 'failed').flatMap(({ name, message, assertionResults }) => {
  const tests = assertionResults.filter(({ status }) => status === 'failed')
  const said = tests.length > 0 ? tests.map(test => `${test.fullName}: ${test.failureMessages[0] ?? ''}`) : [message]
  return said.map(text => `${relative(root, name)} > ${text.split('\n')[0]}`)
})

const failures = []
const failedTests = []
const attempt = (...args) => step(...args).catch(error => failures.push(error.message))

if (chosen.length === 0) await attempt('Lint and types', 'npm', ['run', '--silent', 'lint'], { env })
await ensureBuild(node)

// A browser waits for pages: the walk has the processors to itself.
const waves = [['unit', 'inventory', 'corpus', 'nuxt', 'referees'], ['journeys', 'api'], ['e2e']].map(wave => wave.filter(name => projects.includes(name)))
const totals = { passed: 0, failed: 0, skipped: 0 }
for (const wave of waves.filter(names => names.length > 0)) {
  const report = join(tmpdir(), `motlan-tests-${process.pid}.json`)
  const args = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', // By default the runner leaves a processor idle; of two, that is half.
    `--maxWorkers=${availableParallelism()}`, ...wave.flatMap(name => ['--project', name]), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  await attempt(`Tests: ${wave.join(', ')}`, node, args, { show: true, env })
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    totals.passed += result.numPassedTests
    totals.failed += result.numFailedTests
    totals.skipped += result.numPendingTests
    if (result.numFailedTests === 0 && !result.success) totals.failed += 1
    failedTests.push(...failedIn(result))
    rmSync(report)
  }
  catch {
    failures.push(`Tests: ${wave.join(', ')}: no report`)
  }
}

for (const failure of [...failures, ...failedTests]) console.error(`✗ ${failure}`)
totals.failed = Math.max(totals.failed, failures.length)
console.log(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`)
process.exit(totals.failed > 0 ? 1 : 0)
