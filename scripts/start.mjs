// `npm start`: from a fresh clone to a running portal with its sandbox. Runs on Node 20; the rest runs on Node 24.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuild, ensureDependencies, findNode, root } from './setup.mjs'

await ensureDependencies()
const node = findNode()
await ensureBuild(node)

const child = spawn(node, [join(root, 'scripts', 'run.ts')], { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('close', code => process.exit(code ?? 1))
